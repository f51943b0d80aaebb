import { CreateLoginProfileCommand, CreateUserCommand, GetLoginProfileCommand } from "@aws-sdk/client-iam";
import { beforeAll, describe, expect, it } from "vitest";
import { generatePassword } from "../../../../../scripts/engine/provider/resources/user-login-profile.ts";
import { providerSetting } from "../provider.ts";

const PROFILE = "aws:iam/userLoginProfile:UserLoginProfile";

describe("scripts/engine/provider/resources/user-login-profile", () => {
  const setting = providerSetting();

  beforeAll(async () => {
    for (const UserName of ["made", "old"]) await setting.iam.send(new CreateUserCommand({ UserName }));
  });

  it("makes a password that leaves it only as a secret, keeps it on refresh, and deletes the profile", async () => {
    const made = await setting.engine.make(PROFILE, { user: "made", passwordResetRequired: true });
    expect(made.id).toBe("made");
    expect(made.outputs).toEqual({
      id: "made",
      password: { secret: expect.any(String) },
      passwordLength: 20,
      passwordResetRequired: true,
      user: "made",
    });
    expect((made.outputs.password as { secret: string }).secret).toHaveLength(20);
    const { LoginProfile } = await setting.iam.send(new GetLoginProfileCommand({ UserName: "made" }));
    expect(LoginProfile?.PasswordResetRequired).toBe(true);
    expect(await setting.engine.read(PROFILE, "made", made)).toEqual(made);
    await setting.engine.remove(PROFILE, made);
    expect(await setting.engine.read(PROFILE, "made", made)).toBeUndefined();
    await setting.engine.remove(PROFILE, made);
  });

  it("imports a profile by its user without wanting another one, as the program ignores what AWS does not tell", async () => {
    await setting.iam.send(new CreateLoginProfileCommand({ UserName: "old", Password: "Abcdef1!Abcdef1!" }));
    const imported = (await setting.engine.read(PROFILE, "old"))!;
    expect(imported.inputs).toEqual({ __defaults: [], user: "old" });
    const { inputs } = await setting.engine.check(PROFILE, { user: "old", passwordResetRequired: true });
    expect((await setting.engine.diff(PROFILE, imported.outputs, inputs)).detailed).toEqual({ passwordResetRequired: "ADD_REPLACE" });
    const ignored = ["passwordLength", "passwordResetRequired", "pgpKey"];
    expect((await setting.engine.diff(PROFILE, imported.outputs, inputs, ignored)).changes).toBe("none");
  });

  it("draws passwords that every password policy accepts", () => {
    for (let round = 0; round < 200; round++) {
      expect(generatePassword(8)).toMatch(
        /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[!@#$%^&*()_+\-=[\]{}|'])[a-zA-Z\d!@#$%^&*()_+\-=[\]{}|']{8}$/,
      );
    }
    expect(new Set(Array.from({ length: 100 }, () => generatePassword(20))).size).toBe(100);
  });
});
