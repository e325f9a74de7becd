// Reads files of YAML as `yaml`, or as `js-yaml`, reads them: node yaml.mjs READER FILE...
//
// Prints a line for each: [categories, [title], body, [seed]], each text as its code points, so that nothing between
// here and there can change it; or null where the reader refuses the file.

import { readFileSync } from "node:fs";
import * as jsYaml from "js-yaml";
import YAML from "yaml";

const [reader, ...files] = process.argv.slice(2);
const read = {
  yaml: (text) => YAML.parse(text),
  "yaml 1.1": (text) => YAML.parse(text, { version: "1.1" }),
  "js-yaml": (text) => jsYaml.load(text),
}[reader];

// A title that is read as a number is a mismatch, even if it prints the same.
const points = (text) => (typeof text === "string" ? Array.from(text, (c) => c.codePointAt(0)) : [-1]);

for (const file of files) {
  let answer = null;
  try {
    const data = read(readFileSync(file, "utf8"));
    const lists = [data.categories, [data.title], data.body, data.seed === undefined ? [] : [data.seed]];
    answer = lists.map((list) => list.map(points));
  } catch (error) {
    process.stderr.write(`${file}: ${error.message}\n`);
  }
  console.log(JSON.stringify(answer));
}
