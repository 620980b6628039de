import Foundation
import Identity
import StrictYAML

extension YAMLNode {
    /// A path; relative ones are relative to `folder`.
    func path(in folder: URL) throws(YAMLError) -> URL {
        URL(fileURLWithPath: try self.text(), relativeTo: folder).standardizedFileURL
    }
}

extension YAMLFields {
    /// A public key in `key` (64 hexadecimal digits) or in the file that `key_file` names.
    func publicKey(folder: URL) throws -> PublicKey {
        if let node = self["key_file"] { return try KeyFile.publicKey(at: node.path(in: folder)) }
        let node = try self.required("key")
        guard let digest = Digest(hex: try node.text()), let key = PublicKey(bytes: digest.bytes) else {
            throw node.error(
                "is not a public key", expected: "64 hexadecimal digits",
                advice: "Copy the line of the .pub file that `gridtally keygen` wrote.")
        }
        return key
    }
}
