/** Time limits of tests that wait for real runs; ms. Generous: a busy machine is no fault of the product. */
export const minutes = (n: number): number => n * 60_000;
