/**
 * Ctrl-C and SIGTERM as an AbortSignal:
 * the first asks for an orderly stop, a second ends the process at once.
 */

/** Listens for both; call it once for a process. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
