internal import AsyncHTTPClient
internal import NIOSSL
