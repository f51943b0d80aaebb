import { describe, expect, it } from "vitest";
import { currentBranch, type GitUser, gitUser, personOfGit } from "../../../scripts/command/git.ts";
import { smallRepository } from "../../support/git.ts";
import { small } from "../../support/small-organisation.ts";

const { directory } = small();
const found = (user: Partial<GitUser>) => {
  const person = personOfGit({ login: undefined, email: undefined, name: undefined, ...user }, directory);
  return person && `${person.person.id} by ${person.by}`;
};

describe("scripts/command/git", () => {
  it("knows the branch, and when there is none", () => {
    const { git, root, folder } = smallRepository();
    expect(currentBranch(root)).toBe("main");
    git("checkout", "--quiet", "--detach");
    expect(currentBranch(root)).toBeUndefined();
    expect(currentBranch(`${folder}/not-there`)).toBeUndefined();
  });

  it("reads the settings that can name somebody", () => {
    const { git, root } = smallRepository();
    git("config", "github.user", "ada-l");
    expect(gitUser(root)).toEqual({ login: "ada-l", email: "test@localhost", name: "Test" });
  });

  it.each<[Partial<GitUser>, string | undefined]>([
    [{ email: "2+anybody@users.noreply.github.com" }, "w2 by user.email 2+anybody@users.noreply.github.com"],
    [{ email: "bob-k@users.noreply.github.com" }, "w2 by user.email bob-k@users.noreply.github.com"],
    [{ login: "Ada-L" }, "w1 by github.user Ada-L"],
    [{ name: "w3" }, "w3 by user.name w3"],
    [{ name: "sec-s" }, "w3 by user.name sec-s"],
    [{ email: "ada-l@example.com", name: "Ada" }, undefined],
    [{}, undefined],
  ])("%j is %s", (user, expected) => {
    expect(found(user)).toBe(expected);
  });

  it("never takes a login for a person where GitHub's id is another's: logins are given again", () => {
    expect(found({ email: "99+ada-l@users.noreply.github.com" })).toBeUndefined();
  });
});
