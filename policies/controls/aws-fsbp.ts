import type { Framework } from "./control.ts";

/** AWS Foundational Security Best Practices: IAM.1 to IAM.8 and IAM.21 are all of IAM that belongs to this standard. */
export const awsFsbp: Framework = {
  name: "AWS FSBP",
  version: "1.0.0",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html",
  controls: [
    { id: "IAM.1", title: "No policy allows full administration", provenBy: ["document-no-full-admin"] },
    { id: "IAM.2", title: "No policies are attached to users", provenBy: ["attachment-no-user-policies"] },
    { id: "IAM.3", title: "Access keys are rotated every 90 days or less", provenBy: ["key-limit-lifetime"] },
    { id: "IAM.4", title: "Root has no access key", provenBy: [], gap: "Root is counted in each drift run, and no check judges it yet." },
    {
      id: "IAM.5",
      title: "MFA is on for users with a console password",
      provenBy: ["console-no-service-accounts"],
      gap: "MFA of people is not checked yet.",
    },
    { id: "IAM.6", title: "Root has hardware MFA", provenBy: [], gap: "Root is counted in each drift run, and no check judges it yet." },
    { id: "IAM.7", title: "The password policy is strong", provenBy: [], gap: "Not observed." },
    { id: "IAM.8", title: "Unused credentials are removed", provenBy: [], gap: "Use is observed, and no check judges it yet." },
    { id: "IAM.21", title: "No policy allows all actions of a service", provenBy: ["document-no-whole-service"] },
  ],
};
