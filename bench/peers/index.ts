/** Tasks on packages that are no dependencies of the project. */
export const tasks: Readonly<Record<string, (cell: unknown) => Promise<unknown>>> = {};
