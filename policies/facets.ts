import { type Arn, parseIamArn } from "../stacks/iam/arn.ts";
import { parseDocument } from "../stacks/iam/document.ts";
import type { Entity, Key, Tags } from "../stacks/iam/entity.ts";
import { type FacetName, type FacetOf, type FacetOwner, type TagKeys, tagOf } from "../stacks/iam/facet.ts";
import { entitiesOfRecord } from "../stacks/kinds/kinds.ts";
import type { AccountName, Declared } from "../stacks/model/declared.ts";
import { parseRecordTag, parseResourceName, type RecordRef, recordTag } from "../stacks/model/ref.ts";

/** A Pulumi resource as a policy sees it. Reading a property that is not known yet throws, and that is meant: nothing is guessed. */
export type Resource = {
  type: string;
  name: string;
  props: Record<string, unknown>;
  /** Of its options, what a rule asks for; absent where only properties are known. */
  opts?: { additionalSecretOutputs?: readonly string[] };
};

/** Where the resources are declared. */
export type Setting = { account: AccountName; declared: Declared };

type Build<Name extends FacetName> = (resource: Resource, setting: Setting) => readonly FacetOf<Name>[];

/** Facets that one resource shows by itself, by the resource's type. Keys need several resources and are below. */
type Table = { [Name in Exclude<FacetName, "key">]: Readonly<Record<string, Build<Name>>> };

const USER = "aws:iam/user:User";
const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/policy:Policy";
const OIDC_PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const SAML_PROVIDER = "aws:iam/samlProvider:SamlProvider";

/** Type of the resource of an access key. */
export const ACCESS_KEY = "aws:iam/accessKey:AccessKey";

/** The one place that knows which property of which Pulumi resource is which facet. */
export const FACETS: Table = {
  tags: Object.fromEntries(
    [
      [USER, "user"],
      [ROLE, "role"],
      [POLICY, "policy"],
      [OIDC_PROVIDER, "provider"],
      [SAML_PROVIDER, "provider"],
    ].map(([token, type]) => [token, tagsOf(type as Entity["type"])]),
  ),
  boundary: { [USER]: boundaryOf("user"), [ROLE]: boundaryOf("role") },
  trust: {
    [ROLE]: (resource, setting) => [
      {
        ...ownerOf("role", text(resource, "name"), resource, setting),
        facet: "trust",
        trust: parseDocument(resource.props.assumeRolePolicy),
      },
    ],
  },
  session: {
    [ROLE]: (resource, setting) => [
      {
        ...ownerOf("role", text(resource, "name"), resource, setting),
        facet: "session",
        maxSessionDuration: Number(resource.props.maxSessionDuration ?? 3_600),
      },
    ],
  },
  document: {
    [POLICY]: (resource, setting) => [
      {
        ...ownerOf("policy", text(resource, "name"), resource, setting),
        facet: "document",
        document: parseDocument(resource.props.policy),
        inline: null,
      },
    ],
    [ROLE]: (resource, setting) =>
      ((resource.props.inlinePolicies ?? []) as readonly { name?: unknown; policy?: unknown }[]).flatMap(({ name, policy }) =>
        policy === undefined
          ? []
          : [
              {
                ...ownerOf("role", text(resource, "name"), resource, setting),
                facet: "document" as const,
                document: parseDocument(policy),
                inline: String(name),
              },
            ],
      ),
    "aws:iam/userPolicy:UserPolicy": inlineOf("user"),
    "aws:iam/rolePolicy:RolePolicy": inlineOf("role"),
    "aws:iam/groupPolicy:GroupPolicy": inlineOf("group"),
  },
  attachment: {
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": attachmentOf("user"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": attachmentOf("role"),
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": attachmentOf("group"),
    "aws:iam/userPolicy:UserPolicy": (resource, setting) => [
      {
        ...ownerOf("user", text(resource, "user"), resource, setting),
        facet: "attachment",
        attached: [],
        inline: [text(resource, "name")],
      },
    ],
    "aws:iam/policyAttachment:PolicyAttachment": (resource, setting) =>
      (["user", "role", "group"] as const).flatMap((type) =>
        list(resource, `${type}s`).map((name) => ({
          ...ownerOf(type, parseIamArn(name)?.name ?? name, resource, setting),
          facet: "attachment" as const,
          attached: [text(resource, "policyArn") as Arn],
          inline: [],
        })),
      ),
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": attachmentsOf("user", "userName", "policyArns"),
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": attachmentsOf("role", "roleName", "policyArns"),
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": attachmentsOf("group", "groupName", "policyArns"),
    [ROLE]: attachmentsOf("role", "name", "managedPolicyArns"),
  },
  membership: {
    "aws:iam/userGroupMembership:UserGroupMembership": (resource, setting) => [
      { ...ownerOf("user", text(resource, "user"), resource, setting), facet: "membership", groups: list(resource, "groups") },
    ],
  },
  console: {
    "aws:iam/userLoginProfile:UserLoginProfile": (resource, setting) => [
      { ...ownerOf("user", text(resource, "user"), resource, setting), facet: "console", console: true, ...passwordOf(resource) },
    ],
  },
  profile: {
    "aws:iam/instanceProfile:InstanceProfile": (resource, setting) =>
      typeof resource.props.role === "string"
        ? [
            {
              ...ownerOf("role", text(resource, "role"), resource, setting),
              facet: "profile",
              instanceProfiles: [text(resource, "name")],
            },
          ]
        : [],
  },
  federation: {
    [OIDC_PROVIDER]: (resource, setting) => [
      {
        ...ownerOf("provider", text(resource, "url"), resource, setting),
        facet: "federation",
        federation: { oidc: { url: text(resource, "url"), audiences: list(resource, "clientIdLists") } },
      },
    ],
    [SAML_PROVIDER]: (resource, setting) => [
      {
        ...ownerOf("provider", text(resource, "name"), resource, setting),
        facet: "federation",
        federation: { saml: { metadata: String(resource.props.samlMetadataDocument ?? "") } },
      },
    ],
  },
};

/** The keys of each user, gathered from all resources of a stack; the end of a key is what the record says of its slot. */
export function keyFacets(resources: readonly Resource[], setting: Setting): readonly FacetOf<"key">[] {
  const byUser = new Map<string, Resource[]>();
  for (const resource of resources) {
    if (resource.type === ACCESS_KEY) byUser.set(text(resource, "user"), [...(byUser.get(text(resource, "user")) ?? []), resource]);
  }
  return [...byUser].map(([user, keys]) => ({
    ...ownerOf("user", user, keys[0]!, setting),
    facet: "key",
    keys: keys.map((resource) => keyOf(resource, setting)),
  }));
}

function keyOf(resource: Resource, { account, declared }: Setting): Key {
  const place = parseResourceName(resource.name);
  const slot = /^key\/(.+)$/.exec(place?.part ?? "")?.[1] ?? resource.name;
  const fields =
    place && (declared.accounts.get(account)?.records.get(place.ref)?.fields as { keys?: Record<string, { expires: string }> } | undefined);
  const expires = fields?.keys?.[slot]?.expires;
  return { slot, status: resource.props.status === "Inactive" ? "Inactive" : "Active", ...(expires === undefined ? {} : { expires }) };
}

/** Whose facet it is: our resource names say it; otherwise the resource's own tag does. */
function ownerOf(type: Entity["type"], name: string, resource: Resource, { account, declared }: Setting): FacetOwner {
  const place = parseResourceName(resource.name);
  const record = place
    ? recordTag(account, place.ref)
    : parseRecordTag(tagOf(type, tags(resource), declared.settings.tags.record)) &&
      tagOf(type, tags(resource), declared.settings.tags.record);
  const path = resource.props.path ?? (place && declaredPath(type, name, place.ref, { account, declared })) ?? "/";
  return { type, name, path: String(path), record };
}

/** An attachment does not say on which path its owner stands. Names are unique in an account whatever the path, so the record does. */
function declaredPath(type: Entity["type"], name: string, ref: RecordRef, { account, declared }: Setting): string | undefined {
  const home = declared.accounts.get(account);
  const found = home?.records.get(ref);
  if (!home || !found) return undefined;
  return entitiesOfRecord(found, home, declared).find((entity) => entity.type === type && entity.name === name)?.path;
}

function tagsOf(type: Entity["type"]): Build<"tags"> {
  return (resource, setting) => [{ ...ownerOf(type, text(resource, "name"), resource, setting), facet: "tags", tags: tags(resource) }];
}

function boundaryOf(type: "user" | "role"): Build<"boundary"> {
  return (resource, setting) => {
    const boundary = resource.props.permissionsBoundary;
    const keys: TagKeys = setting.declared.settings.tags;
    return [
      {
        ...ownerOf(type, text(resource, "name"), resource, setting),
        facet: "boundary",
        boundary: typeof boundary === "string" && boundary !== "" ? (boundary as Arn) : null,
        expires: tagOf(type, tags(resource), keys.expires),
      },
    ];
  };
}

/** Whether the state holds the password in plain; nothing where the options are not shown. */
function passwordOf({ props, opts }: Resource): { inPlain?: boolean } {
  if (!opts) return {};
  const isEncrypted = typeof props.pgpKey === "string" && props.pgpKey !== "";
  return { inPlain: !isEncrypted && !(opts.additionalSecretOutputs ?? []).includes("password") };
}

function inlineOf(type: "user" | "role" | "group"): Build<"document"> {
  return (resource, setting) => [
    {
      ...ownerOf(type, text(resource, type), resource, setting),
      facet: "document",
      document: parseDocument(resource.props.policy),
      inline: text(resource, "name"),
    },
  ];
}

function attachmentOf(type: "user" | "role" | "group"): Build<"attachment"> {
  return (resource, setting) => [
    {
      ...ownerOf(type, text(resource, type), resource, setting),
      facet: "attachment",
      attached: [text(resource, "policyArn") as Arn],
      inline: [],
    },
  ];
}

/** Attachments that a property lists; a resource without the property attaches nothing. */
function attachmentsOf(type: "user" | "role" | "group", owner: string, property: string): Build<"attachment"> {
  return (resource, setting) => {
    const attached = list(resource, property) as readonly Arn[];
    return attached.length === 0
      ? []
      : [{ ...ownerOf(type, text(resource, owner), resource, setting), facet: "attachment", attached, inline: [] }];
  };
}

/** A name may be given as an ARN of the entity (attachments accept both); without a name AWS makes one up, and the resource's own has to do. */
function text(resource: Resource, property: string): string {
  const value = resource.props[property];
  if (typeof value !== "string" || value === "") return resource.name;
  return property === "policyArn" ? value : (parseIamArn(value)?.name ?? value);
}

function list(resource: Resource, property: string): readonly string[] {
  const value = resource.props[property];
  return Array.isArray(value) ? value.map(String) : [];
}

function tags(resource: Resource): Tags {
  return { ...(resource.props.tags as Tags | undefined) };
}
