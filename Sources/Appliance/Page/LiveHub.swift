import Foundation
import Logging
import NIOCore
import StatusPage

/// Sends what changes to all open pages: looks every two seconds while there is one, and never waits for a reader.
actor LiveHub {
    private struct Reader {
        let language: Language
        let continuation: AsyncStream<ByteBuffer>.Continuation
    }

    /// More open pages than that: the oldest ends, and its browser asks anew after a while.
    private static let most = 16

    private let views: ViewMaker
    private let log: Logger
    private var readers: [(number: UInt64, reader: Reader)] = []
    private var next: UInt64 = 0

    init(views: ViewMaker, log: Logger) { (self.views, self.log) = (views, log) }

    /// Events for one page, each whole by itself: of those that a slow reader did not take, only the newest is kept.
    func subscribe(_ language: Language) -> AsyncStream<ByteBuffer> {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(1))
        if self.readers.count >= Self.most { self.readers.removeFirst().reader.continuation.finish() }
        let number = self.next
        self.next += 1
        self.readers.append((number, Reader(language: language, continuation: continuation)))
        continuation.onTermination = { _ in Task { await self.forget(number) } }
        // Something at once: the browser then knows that it is connected.
        continuation.yield(ByteBuffer(string: "retry: 5000\n\n"))
        return stream
    }

    private func forget(_ number: UInt64) { self.readers.removeAll { $0.number == number } }

    func run() async {
        while !Task.isCancelled {
            await self.send()
            do { try await Task.sleep(for: .seconds(2)) } catch { return }
        }
    }

    private func send() async {
        guard !self.readers.isEmpty else { return }
        do {
            let view = try await self.views.grid(for: nil)
            let events = try Language.allCases.map { ($0, try Self.event(view.live(in: $0))) }
            for (_, reader) in self.readers {
                for (language, event) in events where language == reader.language { reader.continuation.yield(event) }
            }
        } catch {
            self.log.warning("the open pages cannot be told what is new: \(error)")
        }
    }

    private static func event(_ values: [String: LiveValue]) throws -> ByteBuffer {
        ByteBuffer(string: "event: values\ndata: \(try ReportJSON.line(values))\n\n")
    }
}
