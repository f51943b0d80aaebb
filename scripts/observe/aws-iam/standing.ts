import {
  GenerateCredentialReportCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  GetRoleCommand,
  type IAMClient,
  ListInstanceProfilesCommand,
  ListOpenIDConnectProvidersCommand,
  ListRolesCommand,
  ListSAMLProvidersCommand,
  ListServerCertificatesCommand,
  ListVirtualMFADevicesCommand,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import { isDenial } from "../part.ts";

/** Which of some actions a caller may do: those that it may not, and those that nobody could tell; how that was found. */
export type Allowed = { missing: readonly string[]; untold: readonly string[]; by: "simulation" | "trying" };

/**
 * Whether the caller may do these actions: by AWS's own simulation where the caller may ask for it, else by trying the reads that take no argument.
 * What neither tells is `untold`. @param caller the ARN of who asks, as STS says it
 */
export async function readAllowed(iam: IAMClient, caller: string, actions: readonly string[]): Promise<Allowed> {
  return (await simulated(iam, caller, actions)) ?? (await tried(iam, actions));
}

async function simulated(iam: IAMClient, caller: string, actions: readonly string[]): Promise<Allowed | undefined> {
  try {
    const PolicySourceArn = await policySource(iam, caller);
    const denied: string[] = [];
    const seen = new Set<string>();
    for (let Marker: string | undefined, first = true; first || Marker !== undefined; first = false) {
      const answer: {
        EvaluationResults?: { EvalActionName?: string | undefined; EvalDecision?: string | undefined }[];
        Marker?: string | undefined;
      } = await iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: [...actions], Marker }));
      for (const { EvalActionName = "", EvalDecision } of answer.EvaluationResults ?? []) {
        seen.add(EvalActionName);
        if (EvalDecision !== "allowed") denied.push(EvalActionName);
      }
      Marker = answer.Marker;
    }
    // A simulation that left actions out has not answered.
    return { missing: denied.sort(), untold: actions.filter((action) => !seen.has(action)), by: "simulation" };
  } catch {
    // The caller may not simulate, or is one that cannot be simulated (root): then the reads themselves are tried.
    return undefined;
  }
}

/** Policies are those of the role, not of a session of it. */
async function policySource(iam: IAMClient, caller: string): Promise<string> {
  const role = /^arn:[^:]+:sts::\d{12}:assumed-role\/([^/]+)\//.exec(caller)?.[1];
  if (role === undefined) return caller;
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: role }));
  return Role!.Arn!;
}

/** Reads that need no argument, each in its smallest form. */
const TRIALS: Readonly<Record<string, (iam: IAMClient) => Promise<unknown>>> = {
  "iam:GetAccountSummary": (iam) => iam.send(new GetAccountSummaryCommand({})),
  "iam:GetAccountAuthorizationDetails": (iam) => iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1 })),
  "iam:ListRoles": (iam) => iam.send(new ListRolesCommand({ MaxItems: 1 })),
  "iam:GenerateCredentialReport": (iam) => iam.send(new GenerateCredentialReportCommand({})),
  "iam:GetCredentialReport": (iam) => iam.send(new GetCredentialReportCommand({})),
  "iam:ListOpenIDConnectProviders": (iam) => iam.send(new ListOpenIDConnectProvidersCommand({})),
  "iam:ListSAMLProviders": (iam) => iam.send(new ListSAMLProvidersCommand({})),
  "iam:ListInstanceProfiles": (iam) => iam.send(new ListInstanceProfilesCommand({ MaxItems: 1 })),
  "iam:ListServerCertificates": (iam) => iam.send(new ListServerCertificatesCommand({ MaxItems: 1 })),
  "iam:ListVirtualMFADevices": (iam) => iam.send(new ListVirtualMFADevicesCommand({ MaxItems: 1 })),
};

async function tried(iam: IAMClient, actions: readonly string[]): Promise<Allowed> {
  const [missing, untold]: [string[], string[]] = [[], []];
  for (const action of actions) {
    const outcome = TRIALS[action] ? await outcomeOf(() => TRIALS[action]!(iam)) : "untold";
    if (outcome === "denied") missing.push(action);
    if (outcome === "untold") untold.push(action);
  }
  return { missing: missing.sort(), untold: untold.sort(), by: "trying" };
}

async function outcomeOf(send: () => Promise<unknown>): Promise<"allowed" | "denied" | "untold"> {
  try {
    await send();
    return "allowed";
  } catch (error) {
    if (isDenial(error)) return "denied";
    // A report that is not made yet was not refused.
    return /^(ReportNotPresent|ReportInProgress|CredentialReport\w*)/.test((error as Error).name) ? "allowed" : "untold";
  }
}
