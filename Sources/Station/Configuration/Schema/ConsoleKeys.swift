/// The keys of `console`.
enum ConsoleKeys {
    static let listen = DefaultedKey(
        "listen", .listenAddress, standard: ListenAddress(host: "127.0.0.1", port: 8470),
        "Where health and metrics are served, without authentication: keep it on loopback. "
            + "Port 0 lets the system choose a free one.")

    static let section = ConfigurationSection(
        path: "console", meaning: "Health and metrics over HTTP.", keys: [listen.declaration])
}
