import type { Framework } from "./control.ts";

/** CIS Amazon Web Services Foundations Benchmark 7.0, its items on IAM. One active key and no keys at set-up were dropped with 7.0. */
export const cisAws: Framework = {
  name: "CIS AWS Foundations",
  version: "7.0",
  url: "https://www.cisecurity.org/benchmark/amazon_web_services",
  controls: [
    {
      id: "2.4",
      title: "No access key of root exists",
      provenBy: [],
      gap: "Root is counted in each drift run, and no check judges it yet.",
    },
    { id: "2.5", title: "Root has MFA", provenBy: [], gap: "Root is counted in each drift run, and no check judges it yet." },
    {
      id: "2.10",
      title: "Users with a console password have MFA",
      provenBy: ["console-no-service-accounts"],
      gap: "MFA of people is not checked yet.",
    },
    { id: "2.11", title: "Credentials unused for 45 days are disabled", provenBy: [], gap: "Use is observed, and no check judges it yet." },
    { id: "2.12", title: "Access keys are rotated within 90 days", provenBy: ["key-limit-lifetime", "expired"] },
    { id: "2.13", title: "Users have permissions only through groups", provenBy: ["attachment-no-user-policies"] },
    {
      id: "2.14",
      title: "No policy with full administration is attached",
      provenBy: ["document-no-full-admin", "attachment-no-full-admin"],
    },
    { id: "2.15", title: "A role for AWS Support exists", provenBy: [], gap: "Not covered." },
    {
      id: "2.17",
      title: "Expired TLS certificates in IAM are removed",
      provenBy: [],
      gap: "They are observed, and no check judges them yet.",
    },
    { id: "2.18", title: "An external access analyzer is on in each region", provenBy: [], gap: "Not observed." },
    { id: "2.19", title: "Users are managed centrally by federation", provenBy: ["trust-only-exact-federation", "unmanaged"] },
    { id: "2.20", title: "Access to AWSCloudShellFullAccess is restricted", provenBy: [], gap: "Not covered." },
  ],
};
