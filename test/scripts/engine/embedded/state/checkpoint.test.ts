import { beforeAll, describe, expect, it } from "vitest";
import { checkpointWriter, readCheckpoint } from "../../../../../scripts/engine/embedded/state/checkpoint.ts";
import { type Crypter, newCrypter } from "../../../../../scripts/engine/embedded/state/passphrase.ts";

const STACK = { urn: "urn:pulumi:prod::tenure::pulumi:pulumi:Stack::tenure-prod", custom: false, type: "pulumi:pulumi:Stack" };
const PROVIDER = {
  urn: "urn:pulumi:prod::tenure::pulumi:providers:aws::account",
  custom: true,
  id: "a8e72881-3258-4ce1-817b-dec51ed4ec7d",
  type: "pulumi:providers:aws",
  inputs: { __internal: {}, region: "us-east-1" },
  outputs: { region: "us-east-1" },
  parent: STACK.urn,
};
const USER = {
  urn: "urn:pulumi:prod::tenure::aws:iam/user:User::ada",
  custom: true,
  id: "ada",
  type: "aws:iam/user:User",
  inputs: { name: "ada", forceDestroy: false, tags: { a: "b" } },
  outputs: { name: "ada", arn: "arn:aws:iam::123456789012:user/ada" },
  parent: STACK.urn,
  provider: `${PROVIDER.urn}::${PROVIDER.id}`,
  propertyDependencies: { name: [] },
  created: "2026-11-24T02:57:16.140613624Z",
  sourcePosition: "project:///stacks/index.ts#1,1",
};

describe("scripts/engine/embedded/state/checkpoint", () => {
  let crypter: Crypter;
  beforeAll(async () => {
    crypter = await newCrypter("");
  });
  const file = (latest: unknown, version = 3) => JSON.stringify({ version, checkpoint: { stack: "organization/tenure/prod", latest } });
  const read = (resources: unknown[], more: object = {}) => readCheckpoint("prod.json", file({ resources, ...more })).open(crypter);
  const write = (state: ReturnType<typeof read>) => JSON.parse(checkpointWriter("organization/tenure/prod", crypter).text(state));

  it("writes what it has read, with what only the CLI knows", () => {
    const state = read([STACK, PROVIDER, USER]);
    expect(write(state).checkpoint.latest.resources).toEqual([STACK, PROVIDER, USER]);
  });

  it("writes a manifest that the CLI takes for its own", () => {
    const { version, checkpoint } = write(read([]));
    expect([version, checkpoint.stack]).toEqual([3, "organization/tenure/prod"]);
    expect(checkpoint.latest.manifest).toMatchObject({
      version: "v3.248.0",
      magic: "1c72415da0837d6b54e4fd59aa49d86e7a984759e60a944fc9ff1c8042addcfe",
    });
    expect(checkpoint.latest.secrets_providers).toEqual({ type: "passphrase", state: { salt: crypter.salt } });
  });

  it("decrypts secrets and encrypts them again", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: crypter.encrypt('{"a":1}') };
    const state = read([STACK, PROVIDER, { ...USER, outputs: { deep: [secret] } }]);
    expect(state.resources[2]!.outputs).toEqual({
      deep: [{ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: { a: 1 } }],
    });
    const [written] = write(state).checkpoint.latest.resources[2].outputs.deep;
    expect(Object.keys(written)).toEqual(["4dabf18193072939515e22adb298388d", "ciphertext"]);
    expect(crypter.decrypt(written.ciphertext)).toBe('{"a":1}');
  });

  it("keeps pending operations", () => {
    const state = read([STACK], { pending_operations: [{ resource: { ...USER, parent: STACK.urn, provider: "" }, type: "creating" }] });
    expect(write(state).checkpoint.latest.pending_operations).toMatchObject([{ type: "creating", resource: { urn: USER.urn } }]);
  });

  it("refuses a state in which something stands before what it needs", () => {
    expect(() => read([STACK, USER, PROVIDER])).toThrow(expect.objectContaining({ code: "STATE_UNREADABLE" }));
  });

  it("refuses what only the CLI understands", () => {
    const open = (text: string) => () => readCheckpoint("prod.json", text).open(crypter);
    expect(open(file({ resources: [] }, 4))).toThrow(/format version 4/);
    expect(open(file({ resources: [], secrets_providers: { type: "cloud", state: { salt: "x" } } }))).toThrow(/"cloud"/);
    expect(open(file({ resources: [{ ...STACK, deletedWith: "x" }] }))).toThrow(/option "deletedWith"/);
    expect(open("{")).toThrow(expect.objectContaining({ code: "STATE_UNREADABLE" }));
  });
});
