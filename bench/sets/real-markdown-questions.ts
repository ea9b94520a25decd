/**
 * What people would ask of those pages, written from reading them before anything was measured. A line has
 * `question | pages that answer | accepted & accepted`. Of ` / ` between two, either will do.
 */
export const ASKED = `
Why is it normally not necessary to clean the npm cache? | npm/commands/npm-cache | self-healing / reclaiming disk space
How do I check the integrity of the npm cache? | npm/commands/npm-cache | npm cache verify / Verify the contents
How long must I wait to publish a package again after I unpublished all of it? | npm/commands/npm-unpublish | 24 hours
Can I use a version number again after I unpublished it? | npm/commands/npm-unpublish | can never be reused / must use a new version number
How do I undo a deprecation? | npm/commands/npm-deprecate, npm/commands/npm-undeprecate | empty string / npm undeprecate
Why can't I use v1.4 as a dist-tag? | npm/commands/npm-dist-tag | >=1.4.0 / valid semver ranges
Which files does npm take its config from? | npm/configuring-npm/npmrc, npm/using-npm/config | per-project & per-user & builtin
How do I write a comment in .npmrc? | npm/configuring-npm/npmrc | ; or #
How do I turn off npm's log files? | npm/using-npm/logging, npm/using-npm/config | logs-max
What does -q do to the log level? | npm/using-npm/logging, npm/using-npm/config | loglevel warn
Where does npm put executables in global mode on Windows? | npm/configuring-npm/folders | directly into {prefix}
Which permissions does npm doctor check? | npm/commands/npm-doctor | cache must be readable & node_modules
How do I add a dependency to one workspace? | npm/using-npm/workspaces | -w a
In which order are the scripts of npm version run? | npm/commands/npm-version, npm/using-npm/scripts | preversion & postversion
How do I remove npm completely? | npm/using-npm/removal | uninstall npm -g / rm -rf
May install scripts of dependencies run by default? | npm/commands/npm-approve-scripts, npm/commands/npm-deny-scripts, npm/commands/npm-install-scripts | blocked by default
What happens when I leave out the @ of a scoped package? | npm/using-npm/scope | install from GitHub
What must transformManifest return? | npm/configuring-npm/npm-extension | manifest object / effective manifest
Until when is Fastify 4 supported? | fastify/Reference/LTS, fastify/Guides/Migration-Guide-V5 | 2025-06-30 / June 30, 2025
Which Node.js versions does Fastify 5 support? | fastify/Reference/LTS, fastify/Guides/Migration-Guide-V5 | 20, 22 / v20+
How many days is a month in the support policy? | fastify/Reference/LTS, pino/lts | 30 consecutive days
How big may a request body be in Fastify by default? | fastify/Reference/Server, fastify/Reference/Routes | 1048576 / 1MiB
What is Fastify's default keepAliveTimeout? | fastify/Reference/Server | 72000 / 72 seconds
What does Fastify answer when handlerTimeout runs out? | fastify/Reference/Server, fastify/Reference/Lifecycle | 503
Does handlerTimeout count for 404 handlers? | fastify/Reference/Server | does not apply to 404 handlers
How can I use Express middleware in Fastify? | fastify/Reference/Middleware | @fastify/express / @fastify/middie
Which content types does Fastify parse out of the box? | fastify/Reference/ContentTypeParser | application/json & text/plain
What does the warning FSTWRN003 mean? | fastify/Reference/Warnings | mixes async and callback styles
How do I get rid of FSTDEP022? | fastify/Reference/Warnings | options.routerOptions
How many vCPUs give the lowest latency? | fastify/Guides/Recommendations | 2 vCPU
Why should a reverse proxy stand in front of Fastify? | fastify/Guides/Recommendations | horizontal scalability / unnecessary complexity
Can browsers speak HTTP/2 without TLS? | fastify/Reference/HTTP2 | only over a secure connection / not supported by browsers
Which principles guide the design of Fastify? | fastify/Reference/Principles | overhead in production & monkeypatch
Does clientErrorHandler notice that a client aborted? | fastify/Guides/Detecting-When-Clients-Abort, fastify/Reference/Server | not designed to detect / will not be triggered / will not trigger
Which user agent does undici send by default? | undici/best-practices/crawling | 'undici'
How long should a crawler wait between two requests? | undici/best-practices/crawling | at least one second
Which Node.js version does undici 8 need? | undici/best-practices/migrating-from-v7-to-v8, undici/index | 22.19.0
What is onHeaders called in undici 8? | undici/best-practices/migrating-from-v7-to-v8 | onResponseStart
How do I stay on HTTP/1.1 with undici 8? | undici/best-practices/migrating-from-v7-to-v8 | allowH2: false
How often does RetryHandler retry at most? | undici/api/RetryHandler, undici/api/RetryAgent | Default: 5
Which HTTP status codes make undici retry? | undici/api/RetryHandler, undici/api/RetryAgent | 500, 502, 503, 504, 429
When is UND_ERR_BODY_TIMEOUT thrown? | undici/api/Errors | no new data arrived / body timeout
How do I turn on debug logs of undici? | undici/api/Debug | NODE_DEBUG
Which version of undici is bundled with Node.js 20? | undici/best-practices/undici-vs-builtin-fetch | ~6.x
Which tool should rotate pino's log files? | pino/help | logrotate
How do I log level names instead of numbers? | pino/help, pino/api | formatters / pino-text-level-transport
Should I log asynchronously on AWS Lambda? | pino/asynchronous | sync: true / delayed or lost log messages
How do I redact a key that has a hyphen? | pino/redaction | brackets / with-hyphen
Which files must a bundler emit separately for pino? | pino/bundling | lib/worker.js & file.js
Which pino line should I install to stay on Node.js 14? | pino/lts | 8.x
Why do special characters look wrong in the Windows terminal? | pino/help | chcp / Unicode output is not handled properly
How do I hide errors of the bot? | mineflayer/FAQ | hideErrors: true
Logging in with a Microsoft account fails, what can I do? | mineflayer/FAQ | auth: 'microsoft' / Login with Microsoft
What does "Failed to read asymmetric key" mean? | mineflayer/FAQ | wrong server version
Why can't the bot break blocks or open chests? | mineflayer/FAQ | spawn protection
How many assertions does max-expects allow by default? | eslint-plugin-jest/max-expects | default value of 5 / "max": 5
From how many lines on is a snapshot too large? | eslint-plugin-jest/no-large-snapshots | 50 lines
Which hooks does the rule no-hooks report? | eslint-plugin-jest/no-hooks | beforeAll & afterEach
`;
