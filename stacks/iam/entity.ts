import type { Arn } from "./arn.ts";
import type { PolicyDocument } from "./document.ts";

/** Tags by key, case as written. Keys on users and roles are case-insensitive in AWS, elsewhere not (IAM User Guide, "Tags for IAM resources"). */
export type Tags = Readonly<Record<string, string>>;

/**
 * An access key of a user. Declared keys have a slot and an end, and an id only if they were adopted;
 * observed keys have an id and, when the secret's tags tell, a slot.
 */
export type Key = {
  slot?: string;
  id?: string;
  status: "Active" | "Inactive";
  /** First instant at which the key must be gone; only the record knows it, AWS keys have no end. */
  expires?: string;
  createdAt?: string;
  lastUsedAt?: string | null;
};

type Base = { arn: Arn; name: string; path: string };

/** What an entity may do: managed policies by ARN, inline ones by name. */
type Permitted = { attached: readonly Arn[]; inline: Readonly<Record<string, PolicyDocument>> };

/** An IAM user; `boundary` is the ARN of its permissions boundary. */
export type User = Base &
  Permitted & {
    type: "user";
    tags: Tags;
    boundary: Arn | null;
    groups: readonly string[];
    keys: readonly Key[];
    /** Roles that the policies of its keys' secrets let read; absent when there are none. An observation has these policies beside the keys. */
    secretReaders?: readonly Arn[];
    /** Has a console password. */
    console: boolean;
  };

/** An IAM role; `maxSessionDuration` is in seconds, `instanceProfiles` are the names of those by which EC2 instances get it. */
export type Role = Base &
  Permitted & {
    type: "role";
    tags: Tags;
    boundary: Arn | null;
    trust: PolicyDocument;
    maxSessionDuration: number;
    instanceProfiles: readonly string[];
  };

/** An IAM group. Groups cannot be tagged and know no end of their own; membership stands on the user. */
export type Group = Base & Permitted & { type: "group" };

/** A customer-managed policy, `document` being its default version. */
export type Policy = Base & { type: "policy"; tags: Tags; document: PolicyDocument };

/**
 * Whose assertions a provider stands for. AWS finds an OIDC issuer's certificates by itself; `thumbprints` are there only
 * where somebody states them (IAM User Guide, "Obtain the thumbprint for an OpenID Connect identity provider").
 */
export type Federation =
  | { oidc: { url: string; audiences: readonly string[]; thumbprints?: readonly string[] } }
  | { saml: { metadata: string } };

/** An identity provider that roles may trust. It has no path; an OIDC provider's name is its URL without `https://`. */
export type Provider = Base & { type: "provider"; tags: Tags; federation: Federation };

/** Something in IAM as AWS has it, declared or observed; keyed by its ARN. */
export type Entity = User | Role | Group | Policy | Provider;

/** The entity types that act: they hold credentials or sessions, so they carry a boundary that ends. */
export type Identity = User | Role;

/** True for users and roles. */
export function isIdentity(entity: Entity): entity is Identity {
  return entity.type === "user" || entity.type === "role";
}

/** Where AWS keeps its own roles: service-linked ones and those of IAM Identity Center. */
export const PLATFORM_PATHS = ["/aws-service-role/", "/aws-reserved/"] as const;

/**
 * True for roles that AWS itself makes and keeps: service-linked ones and those of IAM Identity Center.
 * They are counted and shown, never proposed for revocation. On such a path only a role is AWS's own: anything else was put there by somebody.
 */
export function isPlatformOwned({ type, path }: Pick<Entity, "type" | "path">): boolean {
  return type === "role" && PLATFORM_PATHS.some((own) => path.startsWith(own));
}
