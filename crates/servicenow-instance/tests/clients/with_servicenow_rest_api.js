// servicenow-rest-api: one function per call, display values in and out.

const ServiceNow = require("servicenow-rest-api");
const assert = require("assert");

const host = process.env.INSTANCE.replace("https://", "");
const client = new ServiceNow(host, "admin", "admin");

function call(name, ...given) {
  return new Promise((resolve) => client[name](...given, resolve));
}

async function creates_reads_updates_and_deletes() {
  const task = {
    short_description: "made by node",
    impact: "1 - High",
    urgency: "2 - Medium",
    caller_id: "Beth Anglin",
    assignment_group: "Network",
  };
  const made = await call("createNewTask", task, "incident");
  assert.strictEqual(made.priority, "2 - High");
  assert.strictEqual(made.caller_id.display_value, "Beth Anglin");
  const fields = ["number", "state", "assignment_group.manager.name", "caller_id.email"];
  const [read] = await call("getTableData", fields, [`number=${made.number}`], "incident");
  assert.strictEqual(read["caller_id.email"], "beth.anglin@example.com");
  const changed = await call("UpdateTask", "incident", made.number, { state: "In Progress" });
  assert.strictEqual(changed.state, "In Progress");
  const deleted = await call("DeleteTask", "incident", made.number);
  assert.strictEqual(deleted.status, 204);
}

async function filters_are_joined() {
  const filters = ["correlation_display=many", "short_descriptionSTARTSWITHnumber 24"];
  const rows = await call("getTableData", ["number", "correlation_id"], filters, "incident");
  assert.strictEqual(rows.length, 11);
  const [sample] = await call("getSampleData", "change_request");
  assert.match(sample.number, /^CHG/);
}

async function refusals_are_told() {
  const error = await call("getTableData", [], [], "no_such_table");
  assert.strictEqual(error.response.status, 400);
  assert.strictEqual(error.response.data.error.message, "Invalid table no_such_table");
}

async function run(...steps) {
  for (const step of steps) {
    await step();
    console.log(`done: ${step.name}`);
  }
}

run(creates_reads_updates_and_deletes, filters_are_joined, refusals_are_told).catch((error) => {
  console.error(error);
  process.exit(1);
});
