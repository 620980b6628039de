internal import Metering

/// How bytes, times and shares are written for people.
enum Wording {
    /// `23.4 ms`.
    static func milliseconds(_ nanoseconds: Int64) -> String {
        DecimalText.text((nanoseconds + 50_000) / 100_000, digits: 1) + " ms"
    }

    /// `4.5 s`.
    static func seconds(_ nanoseconds: Int64) -> String {
        DecimalText.text((nanoseconds + 50_000_000) / 100_000_000, digits: 1) + " s"
    }

    /// `3 of 40 (7 %)`.
    static func share(_ part: Int, of whole: Int) -> String {
        whole == 0 ? "0 of 0" : "\(part) of \(whole) (\((200 * part + whole) / (2 * whole)) %)"
    }

    /// `1 byte`, `2 bytes`.
    static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    /// `1 to 4, 7`: the numbers in order, runs of three and more joined.
    static func list(_ numbers: some Sequence<UInt8>) -> String {
        var runs: [(first: UInt8, last: UInt8)] = []
        for number in Set(numbers).sorted() {
            if let last = runs.last, last.last < 255, last.last + 1 == number {
                runs[runs.count - 1].last = number
            } else {
                runs.append((number, number))
            }
        }
        let parts = runs.flatMap { run -> [String] in
            switch run.last - run.first {
            case 0: ["\(run.first)"]
            case 1: ["\(run.first)", "\(run.last)"]
            default: ["\(run.first) to \(run.last)"]
            }
        }
        return parts.joined(separator: ", ")
    }
}
