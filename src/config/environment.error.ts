/** A variable that keeps the process from starting. */
export interface BadVariable {
  readonly name: string;
  /** What is wrong and what is allowed, to follow the name; never the value of a secret. */
  readonly message: string;
}

const line = ({ name, message }: BadVariable): string => `  ${name} ${message}`;

/** The environment is wrong; the message lists every bad variable, one per line. */
export class EnvironmentError extends Error {
  constructor(readonly variables: readonly BadVariable[]) {
    super(['These variables are wrong:', ...variables.map(line)].join('\n'));
    this.name = 'EnvironmentError';
  }
}
