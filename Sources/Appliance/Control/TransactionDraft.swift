import CanonicalCBOR
public import Foundation
import Identity
import Ledger

/// Signed transactions in a file, on their way from one signer to the next.
public struct TransactionDraft: Sendable {
    private var transactions: [SignedTransaction]

    /// Registry files make many; a file of so many is passed on in one piece.
    private static let mostTransactions = 10_000
    private static let limits = CBORLimits(bytes: 1 << 24, items: 1 << 24)

    init(transactions: [SignedTransaction]) { self.transactions = transactions }

    public init(reading file: URL) throws {
        let bytes = try FileError.bytes(of: file, atMost: Self.limits.bytes)
        do throws(CBORError) {
            var fields = try CBORFields(decoding: bytes, of: "draft", limits: Self.limits)
            self.transactions = []
            for value in try fields.array("transactions", atMost: Self.mostTransactions) {
                self.transactions.append(
                    try SignedTransaction(decoding: value.readBytes(atMost: SignedTransaction.maximumBytes)))
            }
            try fields.end()
        } catch {
            throw FileError(
                file, "is no draft of transactions (\(error))", "Make one with `--draft FILE` of a signing command.")
        }
    }

    mutating func approve(by key: SigningKey, as id: PrincipalID, genesis: Digest, _ file: URL) throws {
        for (index, transaction) in self.transactions.enumerated() {
            guard !transaction.signatures.contains(where: { $0.signer == id }) else {
                throw FileError(file, "has this key's signature already", "Pass it on to the next signer.")
            }
            guard transaction.signatures.count < SignedTransaction.maximumSignatures else {
                throw FileError(
                    file, "has \(SignedTransaction.maximumSignatures) signatures, the most that there can be",
                    "Submit it.")
            }
            self.transactions[index] = transaction.approved(by: key, as: id, genesis: genesis)
        }
    }

    /// Writes a file that is not there yet: another draft may hold signatures that are not given again.
    func create(_ file: URL) throws -> [TransactionReport] {
        guard self.transactions.count <= Self.mostTransactions else {
            throw FileError(
                file, "would hold \(self.transactions.count) transactions, more than \(Self.mostTransactions)",
                "Draft them in parts.")
        }
        try FileError.create(file, self.content)
        return self.transactions.map { TransactionReport(id: $0.id.hex, state: "drafted", height: nil, failure: nil) }
    }

    /// Puts it in the place of the file that it was read from.
    func replace(_ file: URL) throws {
        do {
            try self.content.write(to: file, options: .atomic)
        } catch {
            throw FileError(file, "cannot be written (\(error.localizedDescription))", "Check the folder.")
        }
    }

    private var content: Data {
        Data(CBOR.array([.array(self.transactions.map { .bytes($0.encoded()) })]).encoded())
    }

    /// Takes it to the chain, and waits until all is final.
    public func submit(_ client: ControlClient) async throws -> [TransactionReport] {
        try await client.deliver(self.transactions)
    }

    /// What is asked for, who signed, and until when it can enter a block.
    public var reports: [DraftReport] {
        self.transactions.map { signed in
            DraftReport(
                id: signed.id.hex, kind: signed.transaction.body.kindName, record: "\(signed.transaction.body)",
                sender: signed.transaction.sender.number,
                sequence: signed.transaction.sequence, expires: "\(signed.transaction.expires)",
                signers: signed.signatures.map(\.signer.number))
        }
    }
}

/// A transaction that is not submitted yet.
public struct DraftReport: Codable, Sendable {
    public var id: String
    public var kind: String
    /// All that the signers sign to.
    public var record: String
    /// Numbers of principals.
    public var sender: UInt32
    public var sequence: UInt64
    public var expires: String
    public var signers: [UInt32]
}
