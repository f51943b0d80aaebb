import { z } from "zod";
import { iamArn } from "../iam/arn.ts";
import type { Group } from "../iam/entity.ts";
import { strictObject, uniqueList } from "../model/fields.ts";
import type { Accountable } from "../model/lifecycle.ts";
import { accountable, adoptable, identity, legacy, permission } from "./fields.ts";
import { kind, withoutEmpty } from "./kind.ts";
import { inlineObjects, permissionArn, permissionName, permissionReferences } from "./translate.ts";

/** An IAM group. It cannot be tagged and has no boundary: its end is a finding, not a denial. */
export type GroupRecord = Accountable & {
  path?: string | undefined;
  permissions: readonly string[];
  protected?: boolean | undefined;
  legacy?: { attached?: Group["attached"] | undefined; inline?: Group["inline"] | undefined } | undefined;
};

const record = strictObject({
  ...accountable,
  adopted: adoptable.adopted,
  path: identity.path,
  permissions: uniqueList(permission).default([]).describe("names of records under permissions/, or ARNs of policies that AWS keeps"),
  protected: z.boolean().optional().describe("deleting it needs security"),
  legacy,
});

/** An IAM group; who belongs to it is declared on the members. */
export const groups = kind<GroupRecord>({
  name: "groups",
  title: "an IAM group; membership is declared on the members",
  entityType: "group",
  record,
  references: (fields) => permissionReferences(fields.permissions),
  entities: (fields, at) => [
    {
      type: "group",
      arn: iamArn(at.account, "group", at.name, fields.path),
      name: at.name,
      path: fields.path ?? "/",
      attached: [...fields.permissions.map((name) => permissionArn(at.account, name)), ...(fields.legacy?.attached ?? [])].sort(),
      inline: fields.legacy?.inline ?? {},
    },
  ],
  recognise: (entities, account) =>
    entities.flatMap((entity) => {
      if (entity.type !== "group") return [];
      const named = entity.attached.flatMap((arn) => permissionName(account, arn) ?? []);
      const others = entity.attached.filter((arn) => permissionName(account, arn) === undefined);
      const fields = withoutEmpty({
        path: entity.path === "/" ? undefined : entity.path,
        permissions: named,
        legacy: withoutEmpty({ attached: others, inline: inlineObjects(entity.inline) }),
      });
      return [{ kind: "groups", name: entity.name, entity: entity.arn, fields }];
    }),
});
