import { envExample } from './env-example';

process.stdout.write(envExample());
