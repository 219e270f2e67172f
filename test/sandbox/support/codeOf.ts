/** The error code jsforce fails with; `none` where it does not. */
export const codeOf = async (asked: PromiseLike<unknown>): Promise<string> =>
  asked.then(
    () => 'none',
    (error: { errorCode?: string }) => error.errorCode ?? 'unknown',
  );
