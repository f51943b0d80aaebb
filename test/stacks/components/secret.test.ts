import { describe, expect, it } from "vitest";
import { printDocument } from "../../../stacks/iam/document.ts";
import { secretPolicy } from "../../../stacks/iam/secret-policy.ts";
import { recordOf } from "../../support/builders.ts";
import { builtOf, named } from "./program.ts";

const expires = "2027-01-31T00:00:00Z";
const worker = recordOf("workloads", "worker", { trust: { service: "lambda.amazonaws.com" }, permissions: [] });
const exporter = (fields: object) => recordOf("service-accounts", "exporter", { groups: [], keys: { primary: { expires } }, ...fields });

describe("stacks/components/secret", () => {
  it("lets the declared roles read the secret of a key, once they are there", async () => {
    const resources = await builtOf([exporter({ secretReaders: ["workloads/worker"] }), worker]);
    const policy = named(resources, "service-accounts/exporter#secret-policy/primary");
    expect(policy).toMatchObject({
      type: "aws:secretsmanager/secretPolicy:SecretPolicy",
      inputs: { blockPublicPolicy: true, policy: printDocument(secretPolicy(["arn:aws:iam::000000000000:role/worker"])) },
      unknown: ["secretArn"],
      secret: [],
      dependsOn: ["service-accounts/exporter#secret/primary", "workloads/worker"],
      deleteBeforeReplace: true,
    });
  });

  it("makes no policy where nobody is named, and none for a secret that is kept elsewhere", async () => {
    const policies = async (fields: object) =>
      (await builtOf([exporter(fields), worker])).filter(({ type }) => type.endsWith("SecretPolicy")).map(({ name }) => name);
    const adopted = { expires, id: "AKIAIOSFODNN7EXAMPLE", secret: "external" };
    const secretReaders = ["workloads/worker"];
    expect(await policies({})).toEqual([]);
    expect(await policies({ secretReaders, keys: { adopted, next: { expires } } })).toEqual([
      "service-accounts/exporter#secret-policy/next",
    ]);
    expect(await policies({ secretReaders, keys: { adopted } })).toEqual([]);
  });
});
