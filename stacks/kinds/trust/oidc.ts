import { z } from "zod";
import { iamArn, parseIamArn } from "../../iam/arn.ts";
import { LEGAL_NAME } from "../../iam/quotas.ts";
import { got, strictObject } from "../../model/fields.ts";
import { recordRef } from "../../model/ref.ts";
import { condition, conditionValue, type Form, firstOf, letIn } from "./form.ts";
import { GITHUB_ISSUER, issuerOf, providerOfIssuer } from "./issuer.ts";

const exact = (what: string) =>
  z
    .string()
    .min(1)
    .max(2_000)
    .regex(/^[^*?]+$/, { error: got(`${what} without wildcards`) });

const schema = strictObject({
  oidc: strictObject({
    provider: z
      .string()
      .regex(LEGAL_NAME)
      .describe("the name of a record under providers/")
      .meta({ examples: ["cluster"] }),
    audience: exact("an audience")
      .describe("the audience (`aud`) of its tokens")
      .meta({ examples: ["sts.amazonaws.com"] }),
    subject: exact("a subject")
      .describe("the subject (`sub`) of its tokens, in full")
      .meta({ examples: ["system:serviceaccount:billing:exporter"] }),
  }).describe("one subject of an OpenID Connect issuer, such as a service account of a cluster"),
});

/** One subject of an OpenID Connect issuer, such as a service account of a cluster. */
export const oidc: Form<z.output<typeof schema>> = {
  schema,
  statements({ oidc: { provider, audience, subject } }, account) {
    const issuer = (issuerOf(account, provider) ?? "").replace(/^https:\/\//, "");
    return [
      letIn(["sts:AssumeRoleWithWebIdentity"], { type: "Federated", values: [iamArn(account, "oidc-provider", issuer)] }, [
        condition("StringEquals", `${issuer}:aud`, audience),
        condition("StringEquals", `${issuer}:sub`, subject),
      ]),
    ];
  },
  references: ({ oidc: { provider } }) => [{ path: ["trust", "oidc", "provider"], to: recordRef("providers", provider) }],
  misfits({ oidc: { provider, audience } }, account) {
    const record = account.records.get(recordRef("providers", provider));
    if (!record) return [];
    const { oidc: issuer } = record.fields as { oidc?: { audiences: readonly string[] } };
    if (!issuer)
      return [{ path: ["trust", "oidc", "provider"], message: `expected an OIDC provider, ${record.source.file} is a SAML provider` }];
    // Names of repositories and their owners can be given to others: only that form asks for their ids.
    if (issuerOf(account, provider) === `https://${GITHUB_ISSUER}`)
      return [
        { path: ["trust", "oidc"], message: "expected the form github: { repository, ownerId, repositoryId, … } for GitHub's workflows" },
      ];
    const message = `"${audience}" is none of the audiences of ${record.source.file} (${issuer.audiences.join(", ")})`;
    return issuer.audiences.includes(audience) ? [] : [{ path: ["trust", "oidc", "audience"], message }];
  },
  recognise(document, account) {
    const only = firstOf(document);
    const arn = parseIamArn(only?.value ?? "");
    if (only?.type !== "Federated" || arn?.type !== "oidc-provider" || arn.name === GITHUB_ISSUER) return undefined;
    const provider = providerOfIssuer(account, `https://${arn.name}`);
    const [audience, subject] = [conditionValue(only.conditions, `${arn.name}:aud`), conditionValue(only.conditions, `${arn.name}:sub`)];
    return { oidc: { provider, audience, subject } };
  },
};
