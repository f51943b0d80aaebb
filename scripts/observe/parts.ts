/** The parts of every account's observation and the source of each, in the order in which they are read. */
export const ACCOUNT_PARTS = {
  summary: "aws-iam",
  authorization: "aws-iam",
  providers: "aws-iam",
  sessions: "aws-iam",
  credentials: "aws-iam",
  keys: "aws-iam",
  otherCredentials: "aws-iam",
  instanceProfiles: "aws-iam",
  serverCertificates: "aws-iam",
  mfaDevices: "aws-iam",
  slots: "aws-secrets",
} as const;

/** The parts that are there only where the settings name their source, in the order in which they are read. */
export const OUTSIDE_PARTS = {
  agents: "aws-agentcore",
  people: "hr",
  applications: "applications",
  githubAccounts: "github",
  githubKeys: "github",
  githubApps: "github",
  githubBypass: "github",
  questions: "ledger",
} as const;

/** The parts that are there only where the account has sealed identities: who used them, and what is written down about that. */
export const GLASS_PARTS = { glass: "aws-cloudtrail", incidents: "ledger" } as const;

/** Every part and its source: the only such list, from which schemas and results are made. */
export const SOURCE_OF = { ...ACCOUNT_PARTS, ...OUTSIDE_PARTS, ...GLASS_PARTS } as const;
