import Crypto
import MerkleLog

/// Makes an entry of an event's members, or says why it can never be one.
struct EventReader {
    private static let typePrefix = "org.karaula."

    let members: EventMembers
    let seq: Int64

    private func refusal(_ cause: String, _ mend: String) -> EntryRefusal {
        EntryRefusal(seq: seq, cause: cause, mend: mend)
    }

    func entry() throws(EntryRefusal) -> LedgerEntry {
        guard members.text(.specversion) == "1.0" else {
            throw refusal("it is no CloudEvents 1.0 event", "set specversion to \"1.0\"")
        }
        guard let type = members.text(.type), type.hasPrefix(Self.typePrefix) else {
            throw refusal("its type is not one of Karaula's", "send \(Self.typePrefix) and the entry's kind")
        }
        guard let record = members.value(.record), members.value(.payload) != nil else {
            throw refusal("its data has no record or no payload", "send data with both")
        }
        let value: CanonicalValue
        let recordBytes = Array(record)
        do throws(CanonicalError) {
            value = try CanonicalValue(parsingCanonical: recordBytes)
        } catch {
            throw refusal(
                "its record is not in canonical form (byte \(error.offset) of it: \(error.cause))",
                "send the record's bytes as the log has them (RFC 8785)")
        }
        guard value["seq"]?.integer == seq else {
            throw refusal("its record has another seq than its id", "send each record under its own id")
        }
        guard let kind = value["kind"]?.string, type.dropFirst(Self.typePrefix.count) == kind else {
            throw refusal(
                "its record is of another kind than its type", "send \(Self.typePrefix) and the record's kind")
        }
        let payload = members.isPresent(.payload) ? members.value(.payload).map { Array($0) } : nil
        let salt = try salt(for: payload, digest: value["digest"]?.string)
        return LedgerEntry(
            seq: seq, kind: kind, camera: value["camera"]?.string,
            time: members.text(.time) ?? value["utc"]?.string ?? "", record: recordBytes, payload: payload, salt: salt,
            extra: members.extra)
    }

    /// The salt, after the payload was compared with the digest that the record names.
    private func salt(for payload: [UInt8]?, digest: String?) throws(EntryRefusal) -> [UInt8]? {
        guard members.isPresent(.salt) else { return nil }
        guard let digits = members.text(.salt), let salt = Hexadecimal.bytes(digits) else {
            throw refusal("its salt is not in lower-case hexadecimal", "send the salt's bytes as digits, or none")
        }
        guard let payload else {
            throw refusal("it has a salt and no payload", "send no salt when the payload was erased")
        }
        guard let digest else { throw refusal("its record names no digest", "send the record as the log has it") }
        var hash = SHA256()
        hash.update(data: salt)
        hash.update(data: payload)
        guard Hexadecimal.text(Array(hash.finalize())) == digest else {
            throw refusal(
                "its payload is not the one whose digest its record names",
                "send the payload's canonical bytes with their salt; an excerpt has no salt")
        }
        return salt
    }
}
