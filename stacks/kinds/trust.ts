import { z } from "zod";
import { documentObject, documentOf, type PolicyDocument } from "../iam/document.ts";
import { sameMeaning } from "../iam/equivalence.ts";
import type { Account } from "../model/declared.ts";
import { strictObject } from "../model/fields.ts";
import { document } from "./fields.ts";
import type { Misfit, Reference } from "./kind.ts";
import { account } from "./trust/account.ts";
import type { Form } from "./trust/form.ts";
import { github } from "./trust/github.ts";
import { oidc } from "./trust/oidc.ts";
import { rolesAnywhere } from "./trust/roles-anywhere.ts";
import { service } from "./trust/service.ts";

/** Every form of trust that says whom it means, by the key that names it. What was adopted as it stood is the form `document` besides. */
const FORMS = { service, account, github, oidc, rolesAnywhere };

/** Who may assume a workload's role; exactly one form. */
export const workloadTrust = z
  .union([
    service.schema,
    account.schema,
    github.schema,
    oidc.schema,
    rolesAnywhere.schema,
    strictObject({ document: document.describe("adopted as it stood") }),
  ])
  .describe("who may assume the role: service, account, github, oidc, rolesAnywhere, or document for what was adopted");

/** Who may assume a workload's role, as read. */
export type WorkloadTrust = z.output<typeof workloadTrust>;

type Named = Exclude<WorkloadTrust, { document: unknown }>;

/** The trust policy of a workload's role. */
export function trustDocument(trust: WorkloadTrust, home: Account): PolicyDocument {
  return "document" in trust ? trust.document : documentOf(...formOf(trust).statements(trust, home));
}

/** The record form of a trust policy: one of the named forms when it is exactly that, else the document as it stands. */
export function recogniseTrust(observed: PolicyDocument, home: Account): Record<string, unknown> {
  const candidates = Object.values(FORMS).map((form) => form.recognise(observed, home));
  const found = candidates.find((candidate) => {
    const parsed = workloadTrust.safeParse(candidate);
    return parsed.success && sameMeaning(trustDocument(parsed.data, home), observed);
  });
  return (found as Record<string, unknown> | undefined) ?? { document: documentObject(observed) };
}

/** Records that a trust names. */
export function trustReferences(trust: WorkloadTrust): readonly Reference[] {
  return "document" in trust ? [] : (formOf(trust).references?.(trust) ?? []);
}

/** What keeps a trust from letting anybody in. */
export function trustMisfits(trust: WorkloadTrust, home: Account): readonly Misfit[] {
  return "document" in trust ? [] : (formOf(trust).misfits?.(trust, home) ?? []);
}

function formOf(trust: Named): Form<Named> {
  const name = (Object.keys(FORMS) as (keyof typeof FORMS)[]).find((key) => Object.hasOwn(trust, key))!;
  return FORMS[name] as unknown as Form<Named>;
}
