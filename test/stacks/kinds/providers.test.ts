import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import { recordOf } from "../../support/builders.ts";
import { anyProvider } from "../arbitraries.ts";
import { comparable, complete, entitiesOf, recognise } from "./translation.ts";

const OIDC = { url: "https://ci.example.com/id/1", audiences: ["b", "a"] };
const METADATA = `<x>${"y".repeat(1_000)}</x>`;
const problems = (fields: object) => {
  const read = KINDS.providers!.record.safeParse({ owner: "team/x", purpose: "Sign-in of builds", expires: "2027-03-31", ...fields });
  return read.error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};

describe("stacks/kinds/providers", () => {
  it("makes an OIDC provider whose ARN is its address and whose audiences have no order", () => {
    expect(entitiesOf(recordOf("providers", "ci", { oidc: OIDC }))).toEqual([
      {
        type: "provider",
        arn: "arn:aws:iam::000000000000:oidc-provider/ci.example.com/id/1",
        name: "ci.example.com/id/1",
        path: "/",
        tags: {
          owner: "team/platform",
          expires: "2027-03-31T00:00:00Z",
          record: "prod/providers/ci",
          "managed-by": "tenure",
        },
        federation: { oidc: { url: OIDC.url, audiences: ["a", "b"] } },
      },
    ]);
  });

  it("makes a SAML provider of the record's name", () => {
    expect(entitiesOf(recordOf("providers", "corp", { saml: { metadata: `${METADATA}\n` } }))).toMatchObject([
      { arn: "arn:aws:iam::000000000000:saml-provider/corp", name: "corp", federation: { saml: { metadata: METADATA } } },
    ]);
  });

  it.each([
    ["neither", {}, [': expected exactly one of "oidc" and "saml"']],
    ["both", { oidc: OIDC, saml: { metadata: METADATA } }, [': expected exactly one of "oidc" and "saml"']],
    [
      "an address without its scheme",
      { oidc: { ...OIDC, url: "ci.example.com" } },
      ['oidc.url: expected an address such as https://id.example.com, without a slash at its end, got "ci.example.com"'],
    ],
    [
      "metadata that are a link",
      { saml: { metadata: "https://id.example.com/metadata".padEnd(1_000, "x") } },
      [expect.stringContaining("XML")],
    ],
  ])("refuses %s", (_, fields, expected) => {
    expect(problems(fields)).toEqual(expected);
  });

  it("finds the record's name of an OIDC provider in its tag, else makes one of its address", () => {
    const [entity] = entitiesOf(recordOf("providers", "ci", { oidc: OIDC }));
    expect(recognise("providers", [entity!])).toMatchObject([{ kind: "providers", name: "ci" }]);
    expect(recognise("providers", [{ ...entity!, tags: {} } as never])).toMatchObject([{ name: "ci.example.com-id-1" }]);
  });

  it("takes back what it made: entities after recognise contain the provider, whatever it is", () => {
    fc.assert(
      fc.property(anyProvider(), (fields) => {
        const [provider] = entitiesOf(recordOf("providers", "any", fields));
        const [recognised] = recognise("providers", [provider!]);
        const { owner, expires, purpose } = recordOf("providers", "any", fields).fields;
        expect(entitiesOf(complete(recognised!, { owner, expires, purpose })).map(comparable)).toEqual([comparable(provider!)]);
      }),
    );
  });
});
