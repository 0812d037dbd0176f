/** Thrown by a decision that cannot be taken yet, for example while a pool's earning is far behind. */
export class RetryLater extends Error {
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
