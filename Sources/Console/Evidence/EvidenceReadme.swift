import MerkleLog

/// `README.md` of a bundle: what it is, how it is checked, what that proves and what it does not.
enum EvidenceReadme {
    static func text(origin: LogOrigin, events: [Int64]) -> String {
        let names = events.map { "\($0)" }.joined(separator: ", ")
        return """
            # Evidence of site \(origin.site)

            This folder holds what Karaula, a system that watches cameras, wrote about \(events.count == 1 ? "event" : "events") \(names) \
            of the log `\(origin)`.

            ## What is in it

            | file | what it is |
            |---|---|
            | `recordings/…/*.mjpeg` | a recording, as it was written: JPEG pictures one after another; ffplay and VLC play it |
            | `recordings/…/*.jpg` | a snapshot: the picture that shows best why the event was raised |
            | `recordings/…/*.index.jsonl` | where each picture lies in the recording, its length, and when it was taken |
            | `recordings/…/*.index` | the same as the site stores it, without UTC |
            | `log/N.record` | entry N of the log: what kind, when, which camera, which event, and the digest of its payload |
            | `log/N.payload`, `log/N.salt` | its details; the digest is SHA-256 of the salt's bytes followed by the payload's |
            | `log/N.proof` | the path by which entry N leads to the root hash of the checkpoint (RFC 6962, 2.1.1) |
            | `checkpoint` | the length and root hash of the log, signed by the site at the export (C2SP tlog-checkpoint) |
            | `key.pem`, `key.vkey` | the site's public key, for openssl and in the form of C2SP signed-note |
            | `clock.jsonl` | for each entry: UTC, by how many nanoseconds it may be off (null: nothing bounds it), the monotonic clock in nanoseconds, and the boot in which that clock counts |
            | `custody.json` | who exported this, why, on which host, with which version, and what belongs to it; it is the payload of the log's entry about the export, whose record says when |
            | `MANIFEST.sha256` | SHA-256 of every file |
            | `verify.sh` | checks all of this |

            ## How to check it

                sh verify.sh --key 'KEY'

            with a POSIX shell, coreutils, jq 1.6 and openssl 3, on any machine; Karaula is not needed. KEY is the site's key as \
            you got it from the site's owner (`karaulactl journal key` prints it), not from this folder. Without `--key` the \
            bundle is only checked against itself. Whoever does not trust `verify.sh` can read it: each step is a few lines.

            ## What is proven when it holds

            - Every record, payload, picture and recording in this folder is, byte for byte, what the log held when the site \
            signed the checkpoint. Not one bit was changed since.
            - The entries stand in this order, and none was put in between later.
            - The bundle is complete as it was exported: nothing was taken out of it or added to it since, no file and no \
            entry. What was left out at the export is named by the check, with the reason.
            - Whoever exported it is named by the log itself.
            - If you hold an earlier checkpoint or receipt of this log that covers the entries, they are older than that.

            ## What is not proven

            - What the camera did not see, and what the site was told not to write down. Karaula detects that something moves; \
            it identifies nobody.
            - That the pictures show what happened in front of the camera: whoever controls the camera or its cable \
            controls what is written down from then on.
            - Anything against somebody who had the site's private key when the checkpoint was signed and could rewrite the \
            whole log: that is shown only by comparing with checkpoints or receipts that were kept elsewhere.
            - UTC beyond the stated uncertainty. Order and durations within one boot come from the monotonic clock and \
            do not depend on it.
            - Signatures under the checkpoint by others than the site: they are not looked at, and can be added or taken away.
            - That no other events happened: only those that were asked for are in this folder.

            """
    }
}
