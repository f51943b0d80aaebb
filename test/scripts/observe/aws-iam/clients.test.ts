import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { AwsError, openClients } from "../../../../scripts/observe/aws-iam/clients.ts";
import type { Account } from "../../../../stacks/model/declared.ts";
import { accountOf } from "../../../support/builders.ts";
import { type Http, startHttp } from "../../../support/http.ts";

const account: Account = accountOf("prod", [], { accountId: "123456789012" });
const ASKING = "cannot ask AWS who we are in account prod (123456789012)";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

describe("scripts/observe/aws-iam/clients", () => {
  const before = { ...process.env };
  let home: string;
  let server: Http | undefined;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "tenure-home-"));
    for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
    Object.assign(process.env, { HOME: home, AWS_EC2_METADATA_DISABLED: "true", AWS_ENDPOINT_URL: inject("aws").endpoint });
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    rmSync(home, { recursive: true, force: true });
  });

  const as = (accessKeyId: string) => Object.assign(process.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET });

  /** The error of opening, whose text shows no secret. */
  async function refusal(): Promise<AwsError> {
    const error = await openClients(account).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof AwsError)) throw new Error(`expected an AwsError, got ${inspect(error)}`);
    expect(error.message).not.toContain(SECRET);
    return error;
  }

  async function stsAnswering(status: number, code: string, message: string): Promise<void> {
    const xml = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
    server = await startHttp(() => ({ status, xml }));
    process.env.AWS_ENDPOINT_URL = server.url;
  }

  it("opens clients of the account whose credentials these are", async () => {
    as("123456789012");
    const clients = await openClients(account);
    expect(await clients.iam.config.region()).toBe("us-east-1");
    clients.close();
  });

  it("takes a key that it is given instead", async () => {
    const clients = await openClients(account, { accessKeyId: "123456789012", secretAccessKey: "local" });
    clients.close();
  });

  it("refuses the credentials of another account, and says whose they are", async () => {
    as("210987654321");
    expect(await refusal()).toMatchObject({
      name: "AwsError",
      code: "AWS_WRONG_ACCOUNT",
      message: "the AWS credentials belong to account 210987654321, expected 123456789012 (accounts/prod/account.yaml)",
    });
  });

  it("says how to get credentials when there are none", async () => {
    expect(await refusal()).toMatchObject({
      code: "AWS_NO_CREDENTIALS",
      message: `${ASKING}: no AWS credentials found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or sign in`,
    });
  });

  it("says so when a profile is named that is not there", async () => {
    process.env.AWS_PROFILE = "nobody";
    expect((await refusal()).code).toBe("AWS_NO_CREDENTIALS");
  });

  it.each(["ExpiredToken", "ExpiredTokenException"])("says that the session has expired (%s)", async (code) => {
    as("AKIAIOSFODNN7EXAMPLE");
    await stsAnswering(403, code, "The security token included in the request is expired");
    expect(await refusal()).toMatchObject({
      code: "AWS_EXPIRED",
      message: expect.stringMatching(new RegExp(`: the AWS session has expired \\(${code}.*\\); sign in again$`)),
    });
  });

  it("says what AWS said when the credentials are not accepted", async () => {
    as("AKIAIOSFODNN7EXAMPLE");
    await stsAnswering(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
    expect(await refusal()).toMatchObject({
      code: "AWS_DENIED",
      message: `${ASKING}: InvalidClientTokenId: The security token included in the request is invalid.`,
    });
  });

  it("says that nothing answers when nobody listens", async () => {
    as("123456789012");
    const port = await new Promise<number>((resolve) => {
      const other = createServer().listen(0, "127.0.0.1", () => {
        const { port: free } = other.address() as { port: number };
        other.close(() => resolve(free));
      });
    });
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${port}`;
    expect(await refusal()).toMatchObject({
      code: "AWS_UNREACHABLE",
      message: expect.stringMatching(/: nothing answers \(.*ECONNREFUSED.*\); is AWS_ENDPOINT_URL right, is the network up\?$/),
    });
  });

  it("says that nothing answers when the connection breaks", async () => {
    as("123456789012");
    server = await startHttp(() => "cut");
    process.env.AWS_ENDPOINT_URL = server.url;
    expect((await refusal()).code).toBe("AWS_UNREACHABLE");
  });

  it("does not wait for ever on somebody who listens and never answers", async () => {
    as("123456789012");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
    server = await startHttp(() => {
      setImmediate(() => vi.advanceTimersByTime(31_000));
      return new Promise(() => undefined);
    });
    process.env.AWS_ENDPOINT_URL = server.url;
    const error = await refusal().finally(() => vi.useRealTimers());
    expect(error).toMatchObject({ code: "AWS_UNREACHABLE", message: expect.stringMatching(/: nothing answers \(.*30000 ms.*\);/) });
    expect(server.requests).toHaveLength(3);
  });
});
