/** Lets a real server fail on purpose, for one client among many: told apart by the name that it connects with. */
import mongoose from 'mongoose';

export interface Failure {
  /** Commands that fail, for example `commitTransaction`. */
  failCommands: string[];
  errorCode?: number;
  /** Executes the command and reports this about it being safe. */
  writeConcernError?: { code: number; errmsg: string };
  /** Hangs up instead of answering. */
  closeConnection?: boolean;
  /** Holds the command back for so long before it is executed. */
  blockConnection?: boolean;
  blockTimeMS?: number;
}

export interface FailPoints {
  /** The address with the name under which failures are told apart. */
  uriOf(name: string): string;
  /** From now on the next `times` such commands of a client fail, or all until `end`. */
  begin(name: string, failure: Failure, times?: number): Promise<void>;
  /** Waits until a command has met the failure for the `times`-th time since it began. */
  met(times: number): Promise<void>;
  end(): Promise<void>;
  close(): Promise<void>;
}

/** Takes the fail point of a throw-away server of one's own: there is one for each server. */
export async function openFailPoints(serverUri: string): Promise<FailPoints> {
  const connection = await mongoose.createConnection(serverUri).asPromise();
  const admin = connection.getClient().db('admin');
  let metBefore = 0;
  return {
    uriOf(name) {
      const uri = new URL(serverUri);
      uri.searchParams.set('appName', name);
      return uri.href;
    },
    async begin(name, failure, times) {
      const mode = times === undefined ? 'alwaysOn' : { times };
      const data = { appName: name, ...failure };
      const answer = await admin.command({ configureFailPoint: 'failCommand', mode, data });
      metBefore = answer.count as number;
    },
    async met(times) {
      const waitFor = { waitForFailPoint: 'failCommand', timesEntered: metBefore + times, maxTimeMS: 20_000 };
      await admin.command(waitFor);
    },
    async end() {
      await admin.command({ configureFailPoint: 'failCommand', mode: 'off' });
    },
    close: () => connection.close(),
  };
}
