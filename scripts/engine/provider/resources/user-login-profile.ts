import { randomInt } from "node:crypto";
import { CreateLoginProfileCommand, GetLoginProfileCommand } from "@aws-sdk/client-iam";
import { patiently } from "../aws/waits.ts";
import { isMissing } from "../error.ts";
import { type ResourceType, within } from "../schema.ts";
import { present, text } from "../value.ts";
import { removePassword } from "./user-leftovers.ts";

/**
 * A user's console password, made up here and told once. Nothing of it can be changed in place: an update would take the password
 * that its holder has chosen. Whether a reset is due is recorded as stated and not read, since it ends with the first sign-in.
 */
export const userLoginProfile: ResourceType = {
  token: "aws:iam/userLoginProfile:UserLoginProfile",
  noun: "login profile",
  properties: {
    user: { type: "string", input: "required", forceNew: true },
    passwordLength: { type: "number", input: "optional", default: 20, forceNew: true, kept: true, problem: within(5, 128) },
    passwordResetRequired: { type: "boolean", input: "optional", computed: true, forceNew: true, kept: true },
    password: { type: "string", secret: true, kept: true },
  },
  deleteBeforeReplace: false,

  async create(inputs, aws) {
    const UserName = text(inputs, "user");
    const password = generatePassword(Number(inputs.passwordLength));
    const request = { UserName, Password: password, PasswordResetRequired: inputs.passwordResetRequired === true };
    await patiently(aws, () => aws.iam.send(new CreateLoginProfileCommand(request)), isMissing);
    return { id: UserName, outputs: { password } };
  },

  async read(id, _recorded, aws) {
    try {
      const { LoginProfile } = await aws.iam.send(new GetLoginProfileCommand({ UserName: id }));
      return { outputs: present({ user: LoginProfile!.UserName }) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  async delete(id, _recorded, aws) {
    await removePassword(id, aws);
  },
};

/** The characters that AWS counts for its password policy (IAM User Guide, "Set an account password policy for IAM users"). */
const CLASSES = ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789", "!@#$%^&*()_+-=[]{}|'"];

/** A random password with a character of every class that a password policy can ask for; drawn anew until it has, so that none is likelier than another. */
export function generatePassword(length: number): string {
  const all = CLASSES.join("");
  for (;;) {
    const password = Array.from({ length }, () => all[randomInt(all.length)]).join("");
    if (CLASSES.every((characters) => [...password].some((character) => characters.includes(character)))) return password;
  }
}
