/** Where the apex says what of the platform works. No organization has such a page: there it would only be a guess. */
export const healthPath = "/health";
