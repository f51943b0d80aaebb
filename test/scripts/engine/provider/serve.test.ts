import { GetUserCommand, IAMClient } from "@aws-sdk/client-iam";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { environmentOf } from "../../../../scripts/emulators/aws/aws.ts";
import { type ServedProvider, serveProvider } from "../../../../scripts/engine/provider/serve.ts";
import { testAccount } from "../../../support/aws.ts";
import { call, openEngine, type TestEngine } from "./engine.ts";
import { SHORT } from "./provider.ts";

const USER = "aws:iam/user:User";

describe("scripts/engine/provider/serve", () => {
  let provider: ServedProvider;
  const engines: TestEngine[] = [];

  beforeAll(async () => {
    provider = await serveProvider({ limits: SHORT });
  });

  afterAll(async () => {
    for (const engine of engines) engine.close();
    await provider.close();
  });

  async function connect(): Promise<TestEngine> {
    const engine = await openEngine(provider.port);
    engines.push(engine);
    return engine;
  }

  function configurationFor(id: string) {
    return { region: "us-east-1", allowedAccountIds: JSON.stringify([id]) };
  }

  it("asks engines to unwrap what it does not understand, and supports previews", async () => {
    const { client, configure } = await connect();
    const handshake = await call<pb.ProviderHandshakeResponse>((done) => client.handshake(new pb.ProviderHandshakeRequest(), done));
    expect(handshake.toObject()).toMatchObject({ acceptSecrets: false, acceptResources: false, acceptOutputs: false });
    const configured = await configure({ region: "us-east-1" });
    expect(configured.toObject()).toMatchObject({
      acceptsecrets: false,
      acceptresources: false,
      acceptoutputs: false,
      supportspreview: true,
    });
    const info = await call<{ getVersion(): string }>((done) => client.getPluginInfo(new empty.Empty(), done));
    expect(info.getVersion()).toBe("7.48.0");
  });

  it("checks and compares without credentials, and says what is missing when AWS is needed", async () => {
    for (const name of Object.keys(process.env).filter((key) => key.startsWith("AWS_"))) delete process.env[name];
    Object.assign(process.env, { AWS_EC2_METADATA_DISABLED: "true", AWS_SHARED_CREDENTIALS_FILE: "/none", AWS_CONFIG_FILE: "/none" });
    const engine = await connect();
    await engine.configure(configurationFor("111122223333"));
    const { inputs, failures } = await engine.check(USER, { name: "x" });
    expect(failures).toEqual([]);
    expect((await engine.diff(USER, { name: "x" }, inputs)).changes).toBe("none");
    expect((await engine.preview(USER, { name: "x" })).outputs).toMatchObject({ name: "x" });
    await expect(engine.read(USER, "x")).rejects.toThrow(
      "reading user x: GetCallerIdentity: there are no AWS credentials: set AWS_ACCESS_KEY_ID",
    );
    // The same connection works as soon as there are some.
    const account = testAccount();
    Object.assign(process.env, account.environment, { AWS_ACCESS_KEY_ID: account.id });
    await expect(engine.read(USER, "x")).rejects.toThrow("wrong AWS account");
  });

  it("refuses credentials of another account before it touches anything", async () => {
    const account = testAccount();
    Object.assign(process.env, account.environment);
    const engine = await connect();
    await engine.configure(configurationFor("111122223333"));
    await expect(engine.make(USER, { name: "wrong" })).rejects.toThrow(
      `creating user wrong: wrong AWS account: the credentials are those of ${account.id} (arn:aws:iam::${account.id}:root), but this stack is only for 111122223333; nothing was changed`,
    );
    await expect(new IAMClient(account.client).send(new GetUserCommand({ UserName: "wrong" }))).rejects.toThrow("wrong");
  });

  it("keeps two engines apart that are configured for different accounts", async () => {
    const [one, other] = [testAccount(), testAccount()];
    const [first, second] = [await connect(), await connect()];
    Object.assign(process.env, one.environment);
    await first.configure(configurationFor(one.id));
    await first.make(USER, { name: "first" });
    Object.assign(process.env, other.environment);
    await second.configure(configurationFor(other.id));
    const made = await Promise.all([first.make(USER, { name: "again" }), second.make(USER, { name: "again" })]);
    expect(made.map(({ outputs }) => outputs.arn)).toEqual([`arn:aws:iam::${one.id}:user/again`, `arn:aws:iam::${other.id}:user/again`]);
    expect(await second.read(USER, "first")).toBeUndefined();
  });

  it("uses what it is given by account in place of the environment", async () => {
    Object.assign(process.env, { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ACCESS_KEY_ID: "AKIAREAL", AWS_SECRET_ACCESS_KEY: "real" });
    const { endpoint } = testAccount();
    const own = await serveProvider({ limits: SHORT, environmentOf: (id) => environmentOf(endpoint, id!) });
    const [one, other] = [testAccount().id, testAccount().id];
    const arns: unknown[] = [];
    for (const id of [one, other]) {
      const engine = await openEngine(own.port);
      await engine.configure(configurationFor(id));
      arns.push((await engine.make(USER, { name: "local" })).outputs.arn);
      engine.close();
    }
    expect(arns).toEqual([`arn:aws:iam::${one}:user/local`, `arn:aws:iam::${other}:user/local`]);
    await own.close();
  });

  it("looks nowhere else when what it is given is incomplete", async () => {
    const own = await serveProvider({ limits: SHORT, environmentOf: () => ({ AWS_REGION: "us-east-1" }) });
    const engine = await openEngine(own.port);
    await engine.configure({ region: "us-east-1" });
    await expect(engine.read(USER, "x")).rejects.toThrow("the environment given for the AWS provider must have AWS_ENDPOINT_URL");
    engine.close();
    await own.close();
  });

  it("does nothing on a connection that was not configured", async () => {
    const engine = await connect();
    await expect(engine.read(USER, "x")).rejects.toThrow("this connection was never configured");
  });

  it("lets a connection be configured again the same way, and for nothing else", async () => {
    const engine = await connect();
    await engine.configure(configurationFor("111122223333"));
    await engine.configure(configurationFor("111122223333"));
    await expect(engine.configure(configurationFor("444455556666"))).rejects.toThrow(
      "this connection already belongs to a provider for account 111122223333 in us-east-1; one for account 444455556666 in us-east-1 needs a connection of its own",
    );
  });

  it("names resource types and configuration that it does not have", async () => {
    const engine = await connect();
    await expect(engine.check("aws:s3/bucket:Bucket", { name: "x" })).rejects.toThrow(
      "not supported by the embedded AWS provider: aws:s3/bucket:Bucket",
    );
    await expect(engine.configure({ region: "us-east-1", profile: "x" })).rejects.toThrow(
      "the AWS provider's configuration is not usable: profile: not supported by the embedded AWS provider",
    );
  });

  it("marks known secrets of a preview and leaves unknown values alone", async () => {
    const engine = await connect();
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const { outputs } = await engine.preview("aws:secretsmanager/secretVersion:SecretVersion", {
      secretId: unknown,
      secretString: unknown,
    });
    expect(outputs).toEqual({ secretId: unknown, secretString: unknown });
  });

  it("closes with connections open", async () => {
    const own = await serveProvider({ limits: SHORT });
    const engine = await openEngine(own.port);
    await own.close();
    await expect(engine.configure({ region: "us-east-1" })).rejects.toThrow();
    engine.close();
  });
});
