import CPlatform

/// SIGINT and SIGTERM as calls, on a thread that does nothing else.
///
/// A signal source of libdispatch will not do: the first thread that takes the signal keeps it to itself, and in a process
/// whose threads are not all libdispatch's own the source may never hear of it.
public enum Interruptions {
    private static let longestWait: Int64 = 3_600_000_000_000

    /// From now on both signals do nothing but call `body`, until the process ends; several that come at once are one.
    public static func take(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let event = try EventDescriptor()
        startThread(name: "interruptions") {
            while true {
                guard event.wait(nanoseconds: Self.longestWait) else { continue }
                event.drain()
                body()
            }
        }
        _ = try checked("catch SIGINT") { gt_interruptions_to_eventfd(event.descriptor) }
    }
}
