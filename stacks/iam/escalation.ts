/**
 * The published ways from some permissions to more, or to another identity. Each is the actions that it takes together.
 * Sources: Rhino Security Labs, "AWS IAM Privilege Escalation: Methods and Mitigation" (2018 to 2021, 31 paths); Datadog, pathfinding.cloud;
 * hackingthe.cloud, "AWS IAM Privilege Escalation Techniques"; AWS's own list of permissions management actions for what is newer.
 */
export type Escalation = { name: string; how: How; actions: readonly string[] };

/**
 * `permissions`: gives more to an identity that one is or controls. `boundary`: takes a limit away. `identity`: becomes somebody else, or makes somebody.
 * `pass`: hands a role to a service that acts with it. `takeover`: changes or enters what runs with a role already.
 */
export type How = "permissions" | "boundary" | "identity" | "pass" | "takeover";

const alone = (how: How, actions: readonly string[]): readonly Escalation[] =>
  actions.map((action) => ({ name: action, how, actions: [action] }));

const PASS_ROLE = "iam:PassRole";

/** What a service needs besides the role to act with it. */
const passing = (name: string, ...actions: readonly string[]): Escalation => ({
  name: `iam:PassRole to ${name}`,
  how: "pass",
  actions: [PASS_ROLE, ...actions],
});

/** Every published path, the most direct ones first. */
export const ESCALATIONS: readonly Escalation[] = [
  ...alone("permissions", [
    "iam:CreatePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:AttachUserPolicy",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:PutUserPolicy",
    "iam:PutGroupPolicy",
    "iam:PutRolePolicy",
    "iam:AddUserToGroup",
  ]),
  ...alone("boundary", [
    "iam:PutUserPermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PutRolePermissionsBoundary",
    "iam:DeleteRolePermissionsBoundary",
  ]),
  ...alone("identity", [
    "iam:UpdateAssumeRolePolicy",
    "iam:CreateAccessKey",
    "iam:UpdateAccessKey",
    "iam:CreateLoginProfile",
    "iam:UpdateLoginProfile",
    "iam:UploadSSHPublicKey",
    "iam:UpdateSSHPublicKey",
    "iam:UploadSigningCertificate",
    "iam:UpdateSigningCertificate",
    "iam:CreateServiceSpecificCredential",
    "iam:UpdateServiceSpecificCredential",
    "iam:ResetServiceSpecificCredential",
    "iam:CreateSAMLProvider",
    "iam:UpdateSAMLProvider",
    "iam:CreateOpenIDConnectProvider",
    "iam:UpdateOpenIDConnectProviderThumbprint",
    "iam:AddClientIDToOpenIDConnectProvider",
    "rolesanywhere:CreateTrustAnchor",
    "rolesanywhere:UpdateTrustAnchor",
    "rolesanywhere:CreateProfile",
    "rolesanywhere:UpdateProfile",
    "sso:CreateAccountAssignment",
  ]),
  { name: "a new user with a key", how: "identity", actions: ["iam:CreateUser", "iam:CreateAccessKey"] },
  { name: "a new user with a password", how: "identity", actions: ["iam:CreateUser", "iam:CreateLoginProfile"] },
  { name: "a new role", how: "identity", actions: ["iam:CreateRole", "sts:AssumeRole"] },
  { name: "a role from a template", how: "identity", actions: ["iam:AcquireRole", "sts:AssumeRole"] },
  { name: "MFA of somebody else", how: "identity", actions: ["iam:DeactivateMFADevice", "iam:EnableMFADevice"] },
  passing("EC2", "ec2:RunInstances"),
  passing("a running EC2 instance", "ec2:AssociateIamInstanceProfile"),
  passing("a new Lambda function", "lambda:CreateFunction", "lambda:InvokeFunction"),
  passing("a Lambda function behind a stream", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"),
  passing("a Lambda function that others may call", "lambda:CreateFunction", "lambda:AddPermission"),
  passing("CloudFormation", "cloudformation:CreateStack"),
  passing("CodeBuild", "codebuild:CreateProject", "codebuild:StartBuild"),
  passing("Data Pipeline", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"),
  passing("ECS", "ecs:RegisterTaskDefinition", "ecs:RunTask"),
  passing("a Glue endpoint", "glue:CreateDevEndpoint"),
  passing("a Glue job", "glue:CreateJob", "glue:StartJobRun"),
  passing("a SageMaker notebook", "sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"),
  passing("SageMaker training", "sagemaker:CreateTrainingJob"),
  passing("Step Functions", "states:CreateStateMachine", "states:StartExecution"),
  passing("EventBridge Scheduler", "scheduler:CreateSchedule"),
  passing("Systems Manager automation", "ssm:StartAutomationExecution"),
  passing("an AgentCore interpreter", "bedrock-agentcore:CreateCodeInterpreter", "bedrock-agentcore:InvokeCodeInterpreter"),
  ...alone("takeover", [
    "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionConfiguration",
    "cloudformation:UpdateStack",
    "codebuild:UpdateProject",
    "ec2-instance-connect:SendSSHPublicKey",
    "ecs:ExecuteCommand",
    "glue:UpdateDevEndpoint",
    "glue:UpdateJob",
    "sagemaker:CreatePresignedNotebookInstanceUrl",
    "ssm:SendCommand",
    "ssm:StartSession",
    "states:UpdateStateMachine",
  ]),
];
