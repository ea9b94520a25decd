import { Question } from './question';

describe('What a question looks for', () => {
  it.each([
    ['Am I allowed to park in the yard?', ['park', 'yard']],
    ['What is the code of the gate?', ['cod', 'gat']],
    ['What is the command for draining the tank?', ['drain', 'tank']],
    ['What does drainValve do?', ['drainvalv']],
    ['What happens when the valve is stuck?', ['happen', 'valv', 'stuck']],
  ])('is of "%s" these words: %s', (question, stems) => {
    expect(new Question(question).asked.map(({ stem }) => stem)).toEqual(stems);
  });
});
