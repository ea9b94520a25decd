// Required before anything else, by every program and npm script: says in one sentence what old versions of Node would tell by a
// stack. Written in words that these can parse.
'use strict';
var wanted = [20, 19];
var found = process.versions.node.split('.').map(Number);
if (found[0] < wanted[0] || (found[0] === wanted[0] && found[1] < wanted[1])) {
  console.error(
    'Trivet needs Node ' + wanted.join('.') + ' or later; this is Node ' + process.versions.node + '.',
  );
  process.exit(1);
}
