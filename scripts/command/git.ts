import { execFileSync } from "node:child_process";
import type { Directory, Person } from "../../stacks/model/directory.ts";

/** The branch that is checked out; `undefined` outside git and on no branch. */
export function currentBranch(root: string): string | undefined {
  return ask(root, "symbolic-ref", "--quiet", "--short", "HEAD");
}

/** Who git says is at work: what its settings hold, `undefined` for what they do not. */
export type GitUser = { login: string | undefined; email: string | undefined; name: string | undefined };

/** The settings of git that can name somebody: `github.user`, `user.email`, `user.name`. */
export function gitUser(root: string): GitUser {
  return { login: ask(root, "config", "github.user"), email: ask(root, "config", "user.email"), name: ask(root, "config", "user.name") };
}

/**
 * The person of the directory whom git's settings mean, and by which setting. The directory holds no e-mail addresses, so only what GitHub
 * itself made says who it is: the id in its no-reply address first, since a login can be given to somebody else.
 */
export function personOfGit({ login, email, name }: GitUser, { people }: Directory): { person: Person; by: string } | undefined {
  const noReply = /^(?:(\d+)\+)?([A-Za-z0-9-]+)@users\.noreply\.github\.com$/.exec(email ?? "");
  const all = [...people.values()];
  const byLogin = (wanted: string | undefined) => all.find(({ github }) => wanted !== undefined && sameLogin(github?.login, wanted));
  const candidates = [
    {
      person: noReply?.[1] === undefined ? undefined : all.find(({ github }) => github?.id === Number(noReply[1])),
      by: `user.email ${email}`,
    },
    { person: noReply?.[1] === undefined ? byLogin(noReply?.[2]) : undefined, by: `user.email ${email}` },
    { person: byLogin(login), by: `github.user ${login}` },
    { person: people.get(name ?? "") ?? byLogin(name), by: `user.name ${name}` },
  ];
  const found = candidates.find(({ person }) => person !== undefined);
  return found && { person: found.person!, by: found.by };
}

function sameLogin(login: string | undefined, wanted: string): boolean {
  return login !== undefined && login.toLowerCase() === wanted.toLowerCase();
}

/** What git answers on one line; `undefined` when it has no answer, is not there, or there is no repository. */
function ask(root: string, ...words: string[]): string | undefined {
  try {
    return execFileSync("git", ["-C", root, ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim() || undefined;
  } catch {
    return undefined;
  }
}
