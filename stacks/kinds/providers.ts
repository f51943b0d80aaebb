import { z } from "zod";
import { type Arn, type ArnHome, iamArn } from "../iam/arn.ts";
import type { Federation, Provider, Tags } from "../iam/entity.ts";
import { QUOTAS } from "../iam/quotas.ts";
import type { Declared } from "../model/declared.ts";
import { got, strictObject, uniqueList } from "../model/fields.ts";
import { type Accountable, tagsOf } from "../model/lifecycle.ts";
import { parseRecordTag, recordTag } from "../model/ref.ts";
import { accountable, adoptable } from "./fields.ts";
import { type At, kind, type Recognised, withoutEmpty } from "./kind.ts";
import { foreignTags, mayBeKind } from "./translate.ts";

/** An identity provider whose assertions the roles of the account may trust. */
export type ProviderRecord = Accountable & {
  tags?: Tags | undefined;
  oidc?: { url: string; audiences: readonly string[]; thumbprints?: readonly string[] | undefined } | undefined;
  saml?: { metadata: string } | undefined;
};

const oidc = strictObject({
  url: z
    .string()
    .regex(/^https:\/\/[a-z0-9.-]+(\/[A-Za-z0-9._~-]+)*$/, {
      error: got("an address such as https://id.example.com, without a slash at its end"),
    })
    .describe("the issuer's address; another address is another provider")
    .meta({ examples: ["https://token.actions.githubusercontent.com"] }),
  audiences: uniqueList(z.string().min(1).max(255))
    .min(1)
    .max(QUOTAS.audiencesPerProvider)
    .describe("the audiences (client ids) that its tokens may be made for")
    .meta({ examples: [["sts.amazonaws.com"]] }),
  thumbprints: uniqueList(z.string().regex(/^[0-9a-f]{40}$/, { error: got("40 hexadecimal digits in lower case") }))
    .max(QUOTAS.thumbprintsPerProvider)
    .optional()
    .describe("only for issuers whose certificate no public authority vouches for; AWS finds the others by itself")
    .meta({ examples: [["6938fd4d98bab03faadb97b34396831e3780aea1"]] }),
}).describe("an OpenID Connect issuer, such as GitHub Actions or a cluster");

const saml = strictObject({
  metadata: z
    .string()
    .min(QUOTAS.samlMetadata.min)
    .max(QUOTAS.samlMetadata.max)
    .startsWith("<", { error: "expected the metadata document (XML) that the identity provider publishes" })
    .transform((text) => text.trim())
    .describe("the metadata document that the identity provider publishes")
    .meta({ examples: ["<EntityDescriptor …>"] }),
}).describe("a SAML 2.0 identity provider");

const record = strictObject({ ...accountable, ...adoptable, oidc: oidc.optional(), saml: saml.optional() }).refine(
  (provider) => (provider.oidc === undefined) !== (provider.saml === undefined),
  { error: 'expected exactly one of "oidc" and "saml"' },
);

/** An identity provider. It has no boundary: its end is a finding, not a denial. */
export const providers = kind<ProviderRecord>({
  name: "providers",
  title: "an identity provider that roles may trust",
  entityType: "provider",
  record,
  references: () => [],
  misfits: (fields, { name }) =>
    fields.saml && !/^[\w.-]{1,128}$/.test(name)
      ? [{ path: ["saml"], message: `expected a name of letters, digits, dots, dashes and underscores, got "${name}"` }]
      : [],
  arn: (fields, at) => providerArn(federationOf(fields), at.account, at.name),
  entities: (fields, at, declared) => [providerOf(fields, at, declared)],
  recognise: (entities, _account, declared) =>
    entities.flatMap((entity) =>
      entity.type === "provider" && mayBeKind(entity, "providers", declared) ? [recogniseProvider(entity, declared)] : [],
    ),
});

/** The ARN of a provider: an OIDC provider's is its address, a SAML provider's its name. */
export function providerArn(federation: Federation, home: ArnHome, name: string): Arn {
  return "oidc" in federation ? iamArn(home, "oidc-provider", withoutScheme(federation.oidc.url)) : iamArn(home, "saml-provider", name);
}

function providerOf(fields: ProviderRecord, at: At, { settings }: Declared): Provider {
  const federation = federationOf(fields);
  return {
    type: "provider",
    arn: providerArn(federation, at.account, at.name),
    name: "oidc" in federation ? withoutScheme(federation.oidc.url) : at.name,
    path: "/",
    tags: tagsOf(settings.tags, recordTag(at.account.name, at.ref), fields),
    federation,
  };
}

function federationOf({ oidc, saml }: ProviderRecord): Federation {
  if (!oidc) return { saml: saml! };
  const { url, audiences, thumbprints } = oidc;
  return { oidc: { url, audiences: [...audiences].sort(), ...(thumbprints ? { thumbprints: [...thumbprints].sort() } : {}) } };
}

/** Thumbprints are left out: AWS fills them in, and nobody can tell whether somebody stated them. */
function recogniseProvider(provider: Provider, declared: Declared): Recognised {
  const { federation } = provider;
  const stated = "oidc" in federation ? { oidc: { url: federation.oidc.url, audiences: federation.oidc.audiences } } : federation;
  const fields = withoutEmpty({ tags: foreignTags("provider", provider.tags, declared), ...stated });
  return { kind: "providers", name: nameOf(provider, declared), entity: provider.arn, fields };
}

/** The name that its tag states, else one made of its address. */
function nameOf({ name, tags }: Provider, { settings }: Declared): string {
  const tag = parseRecordTag(tags[settings.tags.record]);
  return tag?.kind === "providers" ? tag.name : name.replaceAll("/", "-");
}

function withoutScheme(url: string): string {
  return url.slice("https://".length);
}
