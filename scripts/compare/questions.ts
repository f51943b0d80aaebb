import { type Arn, parseIamArn } from "../../stacks/iam/arn.ts";
import { parseRecordRef } from "../../stacks/model/ref.ts";
import type { Question } from "../observe/aws-cloudtrail/attribution.ts";
import type { UseQuestion } from "../observe/aws-cloudtrail/use.ts";
import { entityOfSubject, type Finding, keyOfSubject } from "./finding.ts";

const ATTACHMENTS = ["User", "Role", "Group"].flatMap((of) => ["Attach", "Detach", "Put", "Delete"].map((verb) => `${verb}${of}Policy`));
const TAGS = ["User", "Role", "Policy", "OpenIDConnectProvider", "SAMLProvider"].flatMap((of) => [`Tag${of}`, `Untag${of}`]);
const BOUNDARIES = ["User", "Role"].flatMap((of) => [`Put${of}PermissionsBoundary`, `Delete${of}PermissionsBoundary`]);

/** Events that bring a finding about, by check and, where it has one, facet (CloudTrail names events after API operations). */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  // `AcquireRole` makes a role from a template of AWS's: no CreateRole stands in the trail then.
  unmanaged: [
    "CreateUser",
    "CreateRole",
    "AcquireRole",
    "CreateGroup",
    "CreatePolicy",
    "CreateOpenIDConnectProvider",
    "CreateSAMLProvider",
  ],
  missing: ["DeleteUser", "DeleteRole", "DeleteGroup", "DeletePolicy", "DeleteOpenIDConnectProvider", "DeleteSAMLProvider"],
  "missing key": ["DeleteAccessKey"],
  "key-undeclared key": ["CreateAccessKey"],
  "credential-undeclared credential": ["CreateServiceSpecificCredential", "UploadSSHPublicKey", "UploadSigningCertificate"],
  "expiry-not-enforced boundary": BOUNDARIES,
  "expiry-not-enforced tags": TAGS,
  "changed attachment": ATTACHMENTS,
  "changed tags": TAGS,
  "changed trust": ["UpdateAssumeRolePolicy"],
  "changed session": ["UpdateRole"],
  "changed document": ["CreatePolicyVersion", "SetDefaultPolicyVersion"],
  "changed membership": ["AddUserToGroup", "RemoveUserFromGroup"],
  "changed console": ["CreateLoginProfile", "DeleteLoginProfile"],
  "changed key": ["UpdateAccessKey"],
  "changed profile": ["AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile"],
};

/** What to ask CloudTrail about these findings. Those that no change in AWS brought about (an end that came, a leaver) are not asked about. */
export function questionsOf(findings: readonly Finding[]): readonly Question[] {
  return findings.flatMap(({ id, check, facet, subject }) => {
    const events = EVENTS[facet === null ? check : `${check} ${facet}`];
    return events === undefined ? [] : [{ finding: id, resources: namesOf(subject), events }];
  });
}

/** What to ask CloudTrail about grants that have ended: their sessions are called like the grant. */
export function useQuestionsOf(findings: readonly Finding[]): readonly UseQuestion[] {
  return findings.flatMap(({ id, check, subject, record }) => {
    const role = entityOfSubject(subject);
    if (check !== "grant-ended" || record === null) return [];
    const parsed = parseIamArn(role);
    if (!parsed) return [];
    return [{ finding: id, role: role as Arn, roleName: parsed.name, session: parseRecordRef(record)!.name }];
  });
}

/** A key by its id; a policy by its ARN and, when it was made, by its name; everything else by its name. */
function namesOf(subject: Finding["subject"]): readonly string[] {
  const arn = entityOfSubject(subject);
  const key = keyOfSubject(subject);
  const name = parseIamArn(arn)?.name ?? arn;
  if (key?.startsWith("AKIA")) return [key];
  return arn.includes(":policy/") ? [arn, name] : [name];
}
