import type { FastifyRequest } from 'fastify';
import { loadSettings } from '../../config/settings';
import { NoteAddresses } from './note-addresses';

const request = (host: string | undefined, more: object = {}): FastifyRequest =>
  ({
    headers: { host, ...more },
    socket: { localAddress: '::1', localPort: 3000 },
  }) as unknown as FastifyRequest;

const asked = (host: string | undefined, more?: object): string =>
  new NoteAddresses(loadSettings({})).of(request(host, more));

describe('NoteAddresses', () => {
  it.each([
    ['localhost:3000', 'http://localhost:3000'],
    ['notes.example', 'http://notes.example'],
    ['[::1]:8080', 'http://[::1]:8080'],
  ])('links to the host that the request names, %s', (host, address) => {
    expect(asked(host)).toBe(address);
  });

  it.each([
    ['a/b'],
    ['a b'],
    ['user@host'],
    ['a"onload='],
    ['host:123456'],
    ['a\r\nSet-Cookie: x'],
    [''],
    [undefined],
  ])('links to the address of the connection where the host is %j', (host) => {
    expect(asked(host)).toBe('http://[::1]:3000');
  });

  it('does not believe what any client can say of a proxy', () => {
    const forwarded = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
    };
    expect(asked('localhost:3000', forwarded)).toBe('http://localhost:3000');
  });

  it('links to PUBLIC_URL where it is set, whatever the request says', () => {
    const settings = loadSettings({ PUBLIC_URL: 'https://notes.example/trivet/' });
    expect(new NoteAddresses(settings).of(request('evil.example'))).toBe('https://notes.example/trivet');
  });
});
