import { describe, expect, it } from "vitest";
import { placeOf } from "../../../stacks/files/places.ts";

describe("stacks/files/places", () => {
  it.each([
    ["settings.yaml", { holds: "settings" }],
    ["directory/people/w1042.yaml", { holds: "person", id: "w1042" }],
    ["directory/teams/web.yaml", { holds: "team", id: "web" }],
    ["directory/events/plant-sold.yaml", { holds: "event", id: "plant-sold" }],
    ["accounts/prod/account.yaml", { holds: "account", account: "prod" }],
    ["accounts/prod/people/w1.yaml", { holds: "record", account: "prod", kind: "people", name: "w1" }],
    ["accounts/prod/service-accounts/a.b.yaml", { holds: "record", account: "prod", kind: "service-accounts", name: "a.b" }],
    ["accounts/prod/retired/workloads/x.yaml", { holds: "retired", account: "prod", kind: "workloads", name: "x" }],
    ["accounts/prod/exceptions/x.yaml", { holds: "exception", account: "prod", name: "x" }],
  ])("reads %s by folder and stem", (path, place) => {
    expect(placeOf(path)).toEqual(place);
  });

  it.each([
    ["accounts/prod/service-account/x.yaml", '"service-account" is no kind of record; did you mean "service-accounts"?'],
    ["accounts/prod/roels/x.yaml", '"roels" is no kind of record; did you mean "roles"?'],
    ["accounts/prod/exception/x.yaml", '"exception" is no kind of record; did you mean "exceptions"?'],
    [
      "accounts/prod/zebra/x.yaml",
      '"zebra" is no kind of record; known are people, service-accounts, agents, vendors, workloads, roles, groups, permissions, providers, grants, break-glass, exceptions, retired',
    ],
    [
      "accounts/prod/constructor/x.yaml",
      '"constructor" is no kind of record; known are people, service-accounts, agents, vendors, workloads, roles, groups, permissions, providers, grants, break-glass, exceptions, retired',
    ],
    ["accounts/prod/x.yaml", "expected account.yaml or a folder named after a kind"],
    ["accounts/prod/acount.yaml", 'expected account.yaml or a folder named after a kind; did you mean "account"?'],
    ["accounts/x.yaml", "expected accounts/<account>/account.yaml or accounts/<account>/<kind>/<name>.yaml"],
    ["accounts/prod/people/x/y.yaml", "expected accounts/prod/<kind>/<name>.yaml"],
    ["accounts/prod/retired/x.yaml", "expected accounts/prod/retired/<kind>/<name>.yaml"],
    ["accounts/prod/retired/people/x/y.yaml", "expected accounts/prod/retired/<kind>/<name>.yaml"],
    [
      "directory/team/x.yaml",
      'expected directory/people/<id>.yaml, directory/teams/<id>.yaml or directory/events/<id>.yaml; did you mean "teams"?',
    ],
    ["directory/x.yaml", "expected directory/people/<id>.yaml, directory/teams/<id>.yaml or directory/events/<id>.yaml"],
    ["directory/people/x/y.yaml", "expected directory/people/<id>.yaml"],
    ["elsewhere/x.yaml", "expected accounts/, directory/ or reviews/"],
    ["accounts/prod/people/x.yml", "expected only .yaml files here"],
    ["accounts/prod/people/.gitkeep", "expected only .yaml files here"],
    ["accounts/prod/README.md", "expected only .yaml files here"],
  ])("says of %s: %s", (path, expected) => {
    expect(placeOf(path)).toEqual({ holds: "nothing", expected });
  });
});
