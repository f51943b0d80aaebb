import { z } from "zod";
import { accountOfArn } from "../../iam/arn.ts";
import { got, strictObject } from "../../model/fields.ts";
import { condition, conditionValue, type Form, firstOf, letIn } from "./form.ts";

const SERVICE = "rolesanywhere.amazonaws.com";

/** What the service does with a role: it also tags the session and states the certificate's serial number (IAM Roles Anywhere User Guide, "Trust policy"). */
const ACTIONS = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];

/** The parts of a certificate's subject by which the service tags a session. */
const PART = "aws:PrincipalTag/x509Subject/";

const schema = strictObject({
  rolesAnywhere: strictObject({
    trustAnchor: z
      .string()
      .regex(/^arn:[^:]+:rolesanywhere:[a-z0-9-]+:\d{12}:trust-anchor\/[A-Za-z0-9-]+$/, {
        error: got("the ARN of a trust anchor (arn:aws:rolesanywhere:<region>:<account>:trust-anchor/<id>)"),
      })
      .describe("the ARN of the trust anchor (certificate authority)")
      .meta({ examples: ["arn:aws:rolesanywhere:us-east-1:000000000000:trust-anchor/a1b2c3d4"] }),
    subject: z
      .string()
      .regex(/^[A-Z]+=[^,=*?]+(,[A-Z]+=[^,=*?]+)*$/, { error: got("a certificate's subject such as CN=build-7,O=Acme, without wildcards") })
      .refine((text) => partsOf(text).some(([name]) => name === "CN"), { error: "expected the common name (CN) in the subject" })
      .describe("the certificate's subject: CN=build-7,O=Acme")
      .meta({ examples: ["CN=build-7,O=Acme"] }),
  }).describe("holders of a certificate with one subject, outside AWS (IAM Roles Anywhere)"),
});

/** Holders of a certificate with one subject, outside AWS. */
export const rolesAnywhere: Form<z.output<typeof schema>> = {
  schema,
  statements: ({ rolesAnywhere: { trustAnchor, subject } }) => [
    letIn(ACTIONS, { type: "Service", values: [SERVICE] }, [
      condition("ArnEquals", "aws:SourceArn", trustAnchor),
      ...partsOf(subject).map(([name, value]) => condition("StringEquals", `${PART}${name}`, value)),
    ]),
  ],
  misfits({ rolesAnywhere: { trustAnchor } }, account) {
    const id = accountOfArn(trustAnchor);
    const message = `expected a trust anchor of account ${account.accountId}, got one of ${id}: AWS lets in only by its own`;
    return id === account.accountId ? [] : [{ path: ["trust", "rolesAnywhere", "trustAnchor"], message }];
  },
  recognise(document) {
    const only = firstOf(document);
    if (only?.type !== "Service" || only.value !== SERVICE) return undefined;
    const parts = only.conditions
      .filter(({ key }) => key.startsWith(PART))
      .map(({ key, values }) => `${key.slice(PART.length)}=${values[0]}`);
    return { rolesAnywhere: { trustAnchor: conditionValue(only.conditions, "aws:SourceArn"), subject: parts.join(",") } };
  },
};

function partsOf(subject: string): readonly (readonly [string, string])[] {
  return subject.split(",").map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)] as const);
}
