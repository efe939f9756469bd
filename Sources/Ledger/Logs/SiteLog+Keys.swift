public import MerkleLog

extension SiteLog {
    /// The key by which a checkpoint of `size` entries has to be signed; `nil` if none is known.
    ///
    /// A key that was learned late counts for smaller checkpoints too: no other is known for them.
    func key(forSize size: Int64) -> NoteKey? {
        (keys.last { $0.seq <= size } ?? keys.first)?.key
    }

    /// Reads an entry that tells of the log's key, if it is one.
    mutating func learn(from entry: LedgerEntry, _ verdict: inout EntriesVerdict) {
        guard entry.kind == "key.created" || entry.kind == "key.rotated", entry.salt != nil,
            let payload = entry.payload.flatMap({ try? CanonicalValue(parsing: $0) }),  // its digest holds: it is JSON
            let text = payload["key"]?.string
        else { return }
        if keys.contains(where: { $0.key.description == text }) { return }
        guard let present = keys.last?.key else {
            guard entry.kind == "key.created", payload["previous"] == nil,
                let key = try? NoteKey(parsing: text),  // told below
                key.name == origin.description, key.algorithm == .ed25519
            else {
                verdict.alarms.append(
                    AlarmNotice(
                        .keyChanged,
                        "entry \(entry.seq) names a key, and no key was known before that it could follow"))
                return
            }
            return add(LogKey(seq: entry.seq, key: key, standing: .learned), &verdict)
        }
        if entry.kind == "key.rotated", let next = KeyStatement.successor(of: present, in: payload),
            next.name == origin.description
        {
            return add(LogKey(seq: entry.seq, key: next, standing: .rotated), &verdict)
        }
        verdict.alarms.append(
            AlarmNotice(
                .keyChanged,
                "entry \(entry.seq) names the key \(text.prefix(200)), and \(present) did not hand over to it"))
    }

    private mutating func add(_ key: LogKey, _ verdict: inout EntriesVerdict) {
        keys.append(key)
        keys.sort { $0.seq < $1.seq }
        verdict.keys.append(key)
    }

    /// Takes a person's word for the log's key.
    ///
    /// It is the one for all checkpoints, until the log itself hands over to another: by entries that are yet to come, or by
    /// those that led from it to what was known before.
    public mutating func configure(_ key: NoteKey) {
        guard !keys.contains(where: { $0.key == key }) else { return }
        keys = [LogKey(seq: 0, key: key, standing: .configured)]
    }
}
