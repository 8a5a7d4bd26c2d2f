/** Version of this package, for the record of what a run was made by. */
export const PACKAGE_VERSION = '0.1.0'
