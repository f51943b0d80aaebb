import { IAMClient, NoSuchEntityException } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { type Asked, readOtherCredentials } from "../../../../scripts/observe/aws-iam/other-credentials.ts";
import { PartError, recorderOf } from "../../../../scripts/observe/part.ts";

const named = (name: string) => ({ name, arn: `arn:aws:iam::1:user/${name}` as const });
const [ada, bob] = [named("ada"), named("bob")];
const MADE = new Date("2026-01-02T03:04:05Z");
const bedrock = {
  UserName: "ada",
  ServiceSpecificCredentialId: "ACCA1",
  ServiceName: "bedrock.amazonaws.com",
  Status: "Active",
  CreateDate: MADE,
};
const nobody: Asked = { users: [ada, bob], withCertificates: [], forSshKeys: [] };

type Input = { UserName?: string; Marker?: string; AllUsers?: boolean };

/** Asks a client to which AWS answers what `answers` give by command, in the shapes of the IAM API Reference. */
async function read(asked: Asked, answers: Readonly<Record<string, (input: Input) => object>>) {
  const iam = new IAMClient({ region: "us-east-1" });
  iam.middlewareStack.add(
    (_next, { commandName }) =>
      async ({ input }) => {
        const answer = answers[(commandName ?? "").replace(/^List|Command$/g, "")]?.(input as Input) ?? {};
        if (answer instanceof Error) throw answer;
        return { response: {}, output: { $metadata: {}, ...answer } as never };
      },
    { step: "initialize" },
  );
  const recorder = recorderOf("aws-iam");
  const found = await readOtherCredentials(iam, recorder, asked);
  return { found, refusals: recorder.refusals(), manifest: recorder.manifest() };
}

describe("scripts/observe/aws-iam/other-credentials", () => {
  it("reads the API keys of all users in one sweep, to the last page", async () => {
    const { found, manifest } = await read(nobody, {
      ServiceSpecificCredentials: ({ AllUsers, Marker }) => {
        expect(AllUsers).toBe(true);
        if (Marker === undefined) return { ServiceSpecificCredentials: [bedrock], IsTruncated: true, Marker: "2" };
        const logs = { ...bedrock, UserName: "bob", ServiceSpecificCredentialId: "ACCA2", Status: "Inactive", ExpirationDate: MADE };
        return { ServiceSpecificCredentials: [logs, { ...bedrock, UserName: "too-new" }], IsTruncated: false };
      },
    });
    const common = { kind: "service-specific", service: "bedrock.amazonaws.com", createdAt: "2026-01-02T03:04:05Z" };
    expect(found).toEqual([
      { ...common, id: "ACCA1", user: ada.arn, status: "Active", expiresAt: null },
      { ...common, id: "ACCA2", user: bob.arn, status: "Inactive", expiresAt: "2026-01-02T03:04:05Z" },
    ]);
    expect(manifest).toEqual([expect.objectContaining({ operation: "ListServiceSpecificCredentials", pages: 2, items: 3 })]);
  });

  it("asks for certificates and SSH keys only those whom it was told to ask", async () => {
    const { found } = await read(
      { users: [ada, bob], withCertificates: [ada], forSshKeys: [bob] },
      {
        SigningCertificates: ({ UserName }) => ({ Certificates: [{ CertificateId: `C-${UserName}`, Status: "Active", UploadDate: MADE }] }),
        SSHPublicKeys: ({ UserName }) => ({ SSHPublicKeys: [{ SSHPublicKeyId: `S-${UserName}`, Status: "Expired", UploadDate: MADE }] }),
      },
    );
    expect(found.map(({ id, user, kind, status }) => [id, user, kind, status])).toEqual([
      ["C-ada", ada.arn, "signing-certificate", "Active"],
      ["S-bob", bob.arn, "ssh-key", "Inactive"],
    ]);
  });

  it("takes a user who is gone by now for one without, and one who is refused for a gap of that user", async () => {
    const gone = new NoSuchEntityException({ message: "gone", $metadata: {} });
    const denied = Object.assign(new Error("no"), { name: "AccessDenied" });
    const { found, refusals } = await read(
      { ...nobody, forSshKeys: [ada, bob] },
      { SSHPublicKeys: ({ UserName }) => (UserName === "ada" ? gone : denied) },
    );
    expect([found, refusals]).toEqual([[], [expect.objectContaining({ operation: "ListSSHPublicKeys", subject: bob.arn })]]);
  });

  it("is not complete when a page is cut and does not say where to go on, or a credential says no date", async () => {
    const sweep = (answer: object) => read(nobody, { ServiceSpecificCredentials: () => answer });
    await expect(sweep({ ServiceSpecificCredentials: [], IsTruncated: true })).rejects.toThrow(
      new PartError("ListServiceSpecificCredentials", "a page that is cut and does not say where to go on"),
    );
    await expect(sweep({ ServiceSpecificCredentials: [{ ...bedrock, CreateDate: undefined }] })).rejects.toThrow(
      new PartError("ListServiceSpecificCredentials", `a credential of ${ada.arn} without id or date`),
    );
  });
});
