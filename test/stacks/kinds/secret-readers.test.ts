import { describe, expect, it } from "vitest";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import { secretsOf } from "../../../stacks/kinds/secret-readers.ts";
import { accountOf, declaredOf, recordOf } from "../../support/builders.ts";

const NAME = "exporter";
const written = { owner: "team/payments", purpose: "Nightly export", expires: "2027-03-31" };
const worker = recordOf("workloads", "worker", { path: "/apps/", trust: { service: "lambda.amazonaws.com" }, permissions: [] });
const support = recordOf("roles", "support", { trust: { people: ["person/w1001"] }, permissions: [] });
const admin = recordOf("roles", "admin", {
  requestable: { by: ["team/payments"], maxDuration: "4h", approvers: ["team/payments"] },
  permissions: [],
});
const exporter = (secretReaders: readonly string[]) => recordOf("service-accounts", NAME, { groups: [], keys: {}, secretReaders });

describe("stacks/kinds/secret-readers", () => {
  const { record: schema, ...kind } = KINDS["service-accounts"]!;
  const account = (slices = 1) => accountOf("prod", [worker, support, admin], { slices });
  const at = (slices = 1) => ({ ref: `service-accounts/${NAME}` as const, name: NAME, account: account(slices) });
  const saidOf = (value: unknown) =>
    schema.safeParse({ ...written, secretReaders: value }).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];

  it("are workloads and roles, each once, and at least one", () => {
    expect(saidOf(["workloads/worker", "roles/support"])).toEqual([]);
    expect(saidOf([])).toHaveLength(1);
    expect(saidOf(["roles/a", "roles/a"])).toEqual(['secretReaders.1: expected each once, got "roles/a" again']);
    expect(saidOf(Array.from({ length: 21 }, (_, index) => `roles/r${index}`))).toHaveLength(1);
  });

  it.each([
    "agents/a",
    "vendors/a",
    "grants/a",
    "people/w1",
    "service-accounts/x",
    "worker",
    "workloads/",
    "workloads/a/b",
    "team/payments",
  ])("are never %s", (text) => {
    expect(saidOf([text])[0]).toMatch(`secretReaders.0: expected workloads/<name> or roles/<name>, got "${text}"`);
  });

  it("become the roles' ARNs, on their paths, sorted, and are recognised again", () => {
    const [home, refs] = [account(), ["workloads/worker", "roles/support"]];
    const [user] = kind.entities(exporter(refs).fields, at(), declaredOf({ accounts: [home] }));
    const readers = ["arn:aws:iam::000000000000:role/apps/worker", "arn:aws:iam::000000000000:role/support"];
    expect(user).toMatchObject({ type: "user", secretReaders: readers });
    const [found] = kind.recognise([user!], home, declaredOf({ accounts: [home] }));
    expect(found!.fields.secretReaders).toEqual(refs);
  });

  it("say nothing where there are none", () => {
    const [user] = kind.entities(recordOf("service-accounts", NAME, { groups: [], keys: {} }).fields, at(), declaredOf());
    expect(user).not.toHaveProperty("secretReaders");
  });

  it("fit only where AWS has them by the time they are named", () => {
    const misfits = (refs: readonly string[], slices = 1) => kind.misfits!(exporter(refs).fields, at(slices), declaredOf().directory);
    expect(misfits(["workloads/worker", "roles/support"])).toEqual([]);
    expect(misfits(["workloads/worker", "roles/admin"])).toEqual([
      { path: ["secretReaders", 1], message: "roles/admin is a template for grants and no role in AWS" },
    ]);
    expect(misfits(["roles/support"], 9)).toEqual([
      {
        path: ["secretReaders", 0],
        message: expect.stringMatching(
          /^roles\/support lives in prod\.8, which is deployed after prod\.\d; give it a record under permissions\/ that allows secretsmanager:GetSecretValue on tenure\/service-accounts\/exporter\/\* instead$/,
        ),
      },
    ]);
  });

  it("read the secrets of all keys of the record, whatever AWS adds to their names", () => {
    expect(secretsOf(`service-accounts/${NAME}`, account())).toBe(
      "arn:aws:secretsmanager:us-east-1:000000000000:secret:tenure/service-accounts/exporter/AKIA*",
    );
  });
});
