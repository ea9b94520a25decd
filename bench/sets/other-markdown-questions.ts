/**
 * What people would ask of other projects' pages, written from reading them before anything was measured on them. The form is that of `real-markdown-questions.ts`; `none` answers with nothing.
 */
export const ASKED_OF_OTHERS = `
Can I use semantic-release for a package that is not JavaScript? | semantic-release/support/FAQ | any type of packages
How do I run semantic-release on my own machine? | semantic-release/support/FAQ, semantic-release/usage/configuration | --no-ci
How do I keep a commit out of the analysis? | semantic-release/support/FAQ | [skip release] / [release skip]
How do I undo a release? | semantic-release/support/FAQ | revert the commit / a fix immediately ready
Which Git version does semantic-release need? | semantic-release/support/git-version | 2.7.1
Which version of Node is required at least? | semantic-release/support/node-version | 20.8.1
How long does npm let me unpublish a version? | semantic-release/support/FAQ | 72 hours
What kind of release does a commit of type perf trigger? | semantic-release/support/FAQ | Patch
What is the default tag format? | semantic-release/usage/configuration | v\${version}
Which branches are released by default? | semantic-release/usage/configuration | master & beta
What does a dry run skip? | semantic-release/usage/configuration | prepare, publish, addChannel, success and fail
Why are my squashed commits ignored? | semantic-release/support/troubleshooting | compliant / commit message convention
How do I recover from git push --force? | semantic-release/support/troubleshooting | Delete the tag & Re-create
Can my first version be 0.0.1? | semantic-release/support/FAQ | not supported by semantic-release
Do CLI arguments or the configuration file win? | semantic-release/usage/configuration | CLI arguments take precedence
What must be installed on Unix for node-gyp? | node-gyp/README | Python & make
How do I install the Xcode command line tools? | node-gyp/README | xcode-select --install
Which node-gyp do I need for Python 3.12? | node-gyp/README | v10
What does node-gyp rebuild do? | node-gyp/README | clean, configure and build
Where do compiled bindings end up? | node-gyp/README | build/Debug / build/Release
How do I make a debug build of the bindings? | node-gyp/README | --debug
Which option sets a proxy for downloading headers? | node-gyp/README | --proxy
Which environment variable overrides every other Python path? | node-gyp/README | NODE_GYP_FORCE_PYTHON
What does --jobs do? | node-gyp/README | in parallel
Where should changes to the gyp folder be sent? | node-gyp/CONTRIBUTING | gyp-next
How long may a line be by default? | markdownlint/md013, markdownlint/Rules | 80
How many blank lines in a row are allowed? | markdownlint/md012, markdownlint/Rules | default 1 / maximum
How do I allow some HTML elements? | markdownlint/md033, markdownlint/Rules | allowed_elements
Why should hard tabs be avoided? | markdownlint/md010, markdownlint/Rules | rendered inconsistently
What does MD045 want of images? | markdownlint/md045, markdownlint/Rules | alternate text
How do I write a URL that is not to become a link? | markdownlint/md034, markdownlint/Rules | code span / Not a clickable link
Which heading styles can be configured? | markdownlint/md003, markdownlint/Rules | setext_with_atx
What is the alias of MD034? | markdownlint/md034, markdownlint/Rules | no-bare-urls
How do I show a code block without syntax highlighting? | markdownlint/md040, markdownlint/Rules | Plain text in a code block
When may two headings have the same text? | markdownlint/md024, markdownlint/Rules | different parents
Why are lists indented by two spaces? | markdownlint/md007, markdownlint/Rules | in line with the start
How do I make an option mandatory? | commander/Readme | requiredOption / makeOptionMandatory
What are the default flags of the version option? | commander/Readme | -V
How do I choose the subcommand that runs when none is named? | commander/Readme | isDefault: true
How do I call parse when an action handler is async? | commander/Readme | parseAsync
Which Redis version does Bull need? | bull/README | 2.8.18
How often is a stalled job recovered at most? | bull/README | maxStalledCount
Which backend does Agenda have? | bull/README | mongo
Will Bull get new features? | bull/README | maintenance mode / only fixing bugs
When is a job processed twice? | bull/README | terminates & CPU-intensive
How do I pause a queue for one worker only? | bull/README | pass true
How much does Taskforce cost a month? | none | Nothing in your notes
Which port does node-gyp listen on? | none | Nothing in your notes
How large may the payload of a job be? | none | Nothing in your notes
`;
