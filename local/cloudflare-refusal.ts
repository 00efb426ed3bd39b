/** A refusal as Cloudflare words it: developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/reference/status-codes/custom-hostnames/ */
export interface ApiRefusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  /** What is behind a general code. */
  readonly chain?: { readonly code: number; readonly message: string };
}

const refusal = (status: number, code: number, message: string): ApiRefusal => ({ status, code, message });

export const refusals = {
  noCredentials: refusal(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers"),
  badCredentials: {
    ...refusal(400, 6003, "Invalid request headers"),
    chain: { code: 6111, message: "Invalid format for Authorization header" },
  },
  wrongToken: refusal(403, 9109, "Invalid access token"),
  foreignZone: refusal(403, 10000, "Authentication error"),
  noRoute: refusal(404, 7003, "Could not route to that path, perhaps your object identifier is invalid?"),
  wrongMethod: refusal(405, 10405, "Method not allowed for this authentication scheme"),
  notJson: refusal(400, 1400, "Unable to decode the JSON request body."),
  noQuota: refusal(403, 1404, "No quota has been allocated for this zone."),
  quotaExceeded: refusal(403, 1405, "Quota exceeded."),
  duplicate: refusal(409, 1406, "Duplicate custom hostname found."),
  notAName: refusal(400, 1407, "Invalid custom hostname."),
  notAscii: refusal(400, 1408, "Custom hostnames with non-ASCII characters are not supported."),
  reservedTopDomain: refusal(400, 1409, "Reserved top domain custom hostnames are not supported."),
  publicSuffix: refusal(400, 1410, "Unable to parse custom hostname: publicsuffix: cannot derive eTLD+1."),
  prohibited: refusal(400, 1411, "Custom hostnames ending in example.com, example.net or example.org are prohibited."),
  noMetadata: refusal(403, 1413, "No custom metadata access has been allocated for this zone."),
  noCustomOrigin: refusal(403, 1414, "Access to setting a custom origin server has not been granted for this zone."),
  http2: refusal(400, 1422, "Invalid http2 setting. Only 'on' or 'off' is accepted."),
  tls13: refusal(400, 1424, "Invalid tls_1_3 setting. Only 'on' or 'off' is accepted."),
  minimumTls: refusal(400, 1425, "Invalid min_tls_version setting. Only '1.0', '1.1', '1.2' or '1.3' is accepted."),
  method: refusal(400, 1432, "The validation method is not supported."),
  type: refusal(400, 1433, "The validation type is not supported. Only 'dv' is accepted."),
  ssl: refusal(400, 1434, "The SSL attribute is invalid."),
  notAnId: refusal(400, 1435, "The custom hostname ID is invalid."),
  notFound: refusal(404, 1436, "The custom hostname was not found."),
  query: refusal(400, 1437, "Invalid query parameter."),
  oneFilter: refusal(400, 1438, "Cannot specify other filter parameters in addition to id."),
  notModifiable: refusal(409, 1439, "Modifying the custom hostname is not supported."),
  typeAndMethod: refusal(400, 1440, "Both validation type and validation method are required."),
  wildcard: refusal(
    400,
    1448,
    "Custom hostnames with wildcards are not supported for certificates managed by Cloudflare.",
  ),
  tooLong: refusal(400, 1469, "Custom hostnames longer than 64 characters need cloudflare_branding."),
  internal: refusal(500, 1500, "Internal Server Error"),
  tooMany: refusal(429, 971, "Please wait and consider throttling your request speed"),
} as const satisfies Readonly<Record<string, ApiRefusal>>;
