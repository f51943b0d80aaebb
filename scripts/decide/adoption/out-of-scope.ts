import type { Entity } from "../../../stacks/iam/entity.ts";
import { isPlatformOwned } from "../../../stacks/iam/entity.ts";
import { isDeclarable } from "../../../stacks/kinds/fields.ts";
import { TENURE_PATH } from "../../../stacks/model/lifecycle.ts";
import type { Settings } from "../../../stacks/model/settings.ts";
import type { Observed } from "../../observe/observation.ts";

/** Something in the account that no record is written for, and why not. `what` is an ARN, or a credential as `<user arn>#<id>`. */
export type OutOfScope = { what: string; because: string };

/** Why an entity is nobody's to declare; `undefined` when somebody has to. */
export function whyOutOfScope(entity: Entity, { pipeline }: Settings): string | undefined {
  const { type, path, name } = entity;
  if (isPlatformOwned(entity)) {
    const service = /^\/aws-service-role\/([^/]+)\//.exec(path)?.[1];
    return service === undefined
      ? "IAM Identity Center makes and keeps it: what people get by it is assigned there"
      : `service-linked: ${service} makes, keeps and deletes it`;
  }
  if (path.toLowerCase().startsWith(TENURE_PATH)) return "it is on the path of Tenure itself: a boundary, a grant or break-glass";
  if (!isDeclarable(path)) return `it is on ${path}, where only AWS itself has anything, and no record can stand`;
  if (pipeline.includes(`${type}/${name}`)) return "Tenure itself works by it (settings.yaml, pipeline): it carries no boundary";
  return undefined;
}

/** What an account has beside identities: credentials and certificates of a kind that no record declares, and machine profiles without a role. */
export function besideIdentities({ otherCredentials, serverCertificates, instanceProfiles }: Observed): readonly OutOfScope[] {
  return [
    ...(otherCredentials.complete ? otherCredentials.value : []).map(({ user, id, kind }) => ({
      what: `${user}#${id}`,
      because: `no record declares a ${kind}; drift reports it (credential-undeclared)`,
    })),
    ...(serverCertificates.complete ? serverCertificates.value : []).map(({ arn }) => ({
      what: arn,
      because: "a TLS certificate is no identity",
    })),
    ...(instanceProfiles.complete ? instanceProfiles.value : [])
      .filter(({ roles }) => roles.length === 0)
      .map(({ arn }) => ({ what: arn, because: "an instance profile without a role gives nobody anything" })),
  ];
}
