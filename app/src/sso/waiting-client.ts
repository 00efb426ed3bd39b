import { client } from "../api.gen/client.gen.ts";

interface StartedTest {
  readonly testId: string;
  readonly url: string;
}
interface CreatedCode {
  readonly code: string;
  readonly createdAt: string;
}

export const testSsoProvider = ({ path }: { readonly path: { readonly id: string } }) =>
  client.post<StartedTest, unknown, true, "data">({
    url: "/api/sso-config/providers/{id}/test",
    path,
    responseStyle: "data",
    throwOnError: true,
  }) as Promise<StartedTest>;

export const createRecoveryCode = () =>
  client.post<CreatedCode, unknown, true, "data">({
    url: "/api/sso-config/recovery-codes",
    responseStyle: "data",
    throwOnError: true,
  }) as Promise<CreatedCode>;
