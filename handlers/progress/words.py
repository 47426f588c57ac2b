"""How officials word a report: patterns for text in lower case, with its diacritics, without tones or without any."""

from __future__ import annotations

import re

from corpus.characters import typed
from handlers.progress.claims import Role


def _any(pattern: str) -> re.Pattern[str]:
    return re.compile(typed(pattern))


_TIME = r"(?:kỳ(?: báo cáo)?|tháng|quý|năm|tuần|đợt)"
_LINK = (
    r"[\s:=(–-]*(?:(?:là|đạt|được|có|đã|mới|ở mức|khoảng|thêm|số|hiện|con số|thực hiện|hoàn thành|xây|cấp|xây dựng|cả|kq|kết quả"
    r"|lên|tới|đến|bằng|tương ứng|tức)[\s:=(–-]*)*$"
)
_START = r"(?<!\w)"
BEFORE: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        Role.OTHER,
        _any(
            rf"{_START}(?:so với|cùng kỳ|(?:kỳ|tháng|quý|năm|lần) trước|năm ngoái|trước đây|trước đó|số cũ|tăng từ|giảm từ|từ(?! {_TIME}"
            rf"| đầu)){_LINK}"
        ),
    ),
    (Role.OTHER, _any(rf"{_START}(?:chưa|không|ko) (?:đạt|được|tới|đến|bằng|quá|đủ|phải|còn){_LINK}")),
    (
        Role.GOAL,
        _any(
            rf"{_START}(?:mục tiêu|chỉ tiêu|kế hoạch|kh|chỉ tiêu giao|được giao|giao|nhiệm vụ|cần(?: thêm)?|phải|sẽ|chuẩn bị|đăng ký"
            rf"|phấn đấu|đề xuất|yêu cầu)"
            rf"(?: (?:năm|giao|cả năm|đề ra|đến|là|của))*{_LINK}"
        ),
    ),
    (Role.REMAINING, _any(rf"{_START}(?:còn thiếu|thiếu|còn lại|còn phải|chưa được|chưa có|còn hụt)[\s:=–-]*(?:\w+ ?)?$")),
    (
        Role.ESTIMATE,
        _any(
            rf"{_START}(?:ước(?: tính| thực hiện| th| đạt)?|dự kiến|dự ước|uth)(?: (?:cả|hết|đến|cuối|trong|{_TIME}|này))*"
            rf"(?: 20[0-9][0-9])?{_LINK}"
        ),
    ),
    (
        Role.CUMULATIVE,
        _any(
            rf"{_START}(?:lũy kế|luỹ kế|lũy tiến|lk|cộng dồn|tổng cộng|tổng số|tổng|cộng)(?: (?:từ đầu (?:năm|kỳ|nhiệm kỳ|giai đoạn)|đến"
            rf"|nay|hiện|tới|cả))*{_LINK}"
        ),
    ),
    (
        Role.INCREMENT,
        _any(
            rf"{_START}(?:trong {_TIME}(?: này)?|{_TIME} này|riêng {_TIME}(?: này)?|phát sinh(?: mới)?(?: trong {_TIME})?"
            rf"|ps trong {_TIME}|mới phát sinh|tk){_LINK}"
        ),
    ),
    (Role.PLAIN, _any(r"(?<!\w)(?:tăng lên|lên|giảm còn|giảm xuống|xuống còn|xuống|còn)[\s:=]*(?:là |mức |ở mức |đến |tới )*$")),
    (Role.ADDED, _any(rf"{_START}(?:tăng thêm|thêm được|thêm|tăng|bổ sung(?: thêm)?|cộng thêm|\w+ thêm)(?: được)?[\s:=]*(?:là )?$")),
    (Role.LOWERED, _any(rf"{_START}(?:giảm thêm|giảm đi|giảm|bớt)(?: được)?[\s:=]*(?:là )?$")),
)
"""What the words right before a number make of it; the first that fits."""
AFTER: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.SHARE, _any(r"\s*(?:so với |của |trên )?(?:chỉ tiêu|kế hoạch|kh|mục tiêu|kh năm|chỉ tiêu giao)(?!\w)")),
    (Role.OTHER, _any(rf"\s*(?:so với|so|cùng kỳ)(?: với| cùng)*(?: {_TIME})?(?: trước| ngoái| cũ| 20[0-9][0-9])*(?!\w)")),
    (Role.ESTIMATE, _any(r"[\s(\[]*(?:ước|số ước|ước thực hiện|ước tính|dự kiến)(?!\w)")),
    (Role.CUMULATIVE, _any(r"[\s(\[]*(?:lũy kế|luỹ kế|lk|cộng dồn)(?!\w)")),
    (Role.INCREMENT, _any(rf"[\s(\[]*(?:trong {_TIME}(?: này)?|phát sinh trong {_TIME}|{_TIME} này)(?!\w)")),
)
ROLE_WORDS = _any(
    rf"(?<!\w)(?:cả (?:năm|tỉnh|kỳ)|thời điểm|tương ứng|huy động|tổng hợp|chốt|kính|đồng chí|trân trọng|rà soát|qua|ừm|chấm"
    rf"|chào|chúc|cảm ơn|ấy|cái|xin lỗi|đc|dc|ddc|toàn ngành|bên em|trong đó|bao gồm|trong|tức là|tức|nâng|mà|so với cùng kỳ"
    rf"|so với|cùng kỳ|lũy kế"
    rf"|luỹ kế|cộng dồn|lk"
    rf"|tổng cộng|trong {_TIME}(?: này)?|{_TIME} này|riêng|phát sinh(?: mới)?"
    rf"|ước(?: tính| thực hiện| th| đạt)?(?: (?:cả|hết|cuối) năm| năm)?|dự kiến|tăng thêm|thêm được|thêm|tăng lên|giảm còn|giảm xuống"
    rf"|xuống còn"
    r"|số sơ bộ|sơ bộ|số chính thức|chính thức|so bo|đến nay|tới nay|hiện nay|hiện tại|hiện|đến thời điểm này|tính đến|tính tới|hôm nay"
    r"|từ đầu (?:năm|kỳ|giai đoạn|nhiệm kỳ)|kết quả|kq|số liệu|sl|số|tỷ lệ|tỉ lệ|đạt được|đạt|được|đã|là|mới|hoàn thành|xây dựng|xây"
    r"|cấp|còn|lên|tới|đến|đầu|xuống|bằng|tăng từ|giảm từ|tăng|giảm|từ|kế hoạch|kh|mục tiêu|khoảng|trên|dưới|gần|hơn|mức|ở mức|con số"
    r"|vừa rồi|vừa qua|hiện giờ|bây giờ|sáng nay|chiều nay|thì|tổng|cộng|lúc|ngày|cuối|hết|xong|ghi nhận|ghi|lại|giúp"
    r"|báo cáo|bc|cập nhật|gửi|ghi nhận|nhập|xin|em|anh|chị|mình|tôi|bên em|bên mình|đơn vị|ạ|dạ|nhé|nha|ad|admin|bot|ơi|chào"
    r"|kính gửi|cho|của|ở|tại|và|với|có"
    r"|thực hiện|toàn tỉnh|cả tỉnh|năm|quý|tháng|kỳ|tính|sang|rồi|đây|này|các|chỉ tiêu|ct|nội dung|về|sau|như sau|gồm|cụ thể"
    r"|stt|tt)(?!\w)"
)
"""What a label may hold besides the name of its target."""

NIL = _any(
    r"(?<!\w)(?:không|ko|k|hông|chưa)(?: có)?(?: số)? (?:phát sinh|ps)(?: (?:mới|thêm|gì|trong kỳ|kỳ này|trường hợp nào))*(?!\w)"
    r"|(?<!\w)báo cáo không(?!\w)|(?<!\w)không có gì(?: mới)? (?:để )?báo cáo"
)
NONE_YET = _any(
    r"(?<!\w)(?:chưa|ch|không|ko|k)(?: có| kịp| tổng hợp| thống kê| thu thập)*(?: được)?(?: xong)? (?:số liệu|sl|số báo cáo"
    r"|kết quả báo cáo|con số|báo cáo số|dữ liệu|số(?= (?:vì|do|để|ạ|kỳ|chờ|nhé)|\s*[.,;(\x00–-]|\s*$))"
    r"|(?<!\w)chưa (?:tổng hợp|thống kê|rà soát)(?: được| xong| kịp)*(?!\w)"
)
UNCHANGED = _any(
    r"(?<!\w)(?:giữ nguyên|vẫn giữ nguyên|giữ như|(?:không|ko|k|hông|kg)(?: có)? (?:thay đổi|đổi|biến động|tăng giảm|tăng,? giảm)"
    r"|(?:chưa|không|ko|k)(?: có)? gì (?:mới|thay đổi|đổi|khác)|vẫn thế|vẫn như|vẫn vậy|y như|như cũ|(?:giống|bằng)(?: số)? "
    r"(?:kỳ|lần|tháng|quý|năm) trước|như (?:kỳ|lần|tháng|quý|năm) trước|vẫn nguyên)"
    r"(?: (?:so với|như|số|bằng|theo))*(?: (?:số )?(?:kỳ|lần|tháng|quý|năm) trước| cũ)?(?!\w)"
)
_DEED = r"(?:thực hiện|triển khai|làm|tiến hành|rà soát|xây dựng|xóa|xoá|hoàn thiện|thi công|duy trì|ban hành|tổ chức)"
GONE = _any(
    r"(?<!\w)(?:không|ko|k|hết)(?: còn)? (?:còn )?(?:đối tượng|hộ nào|ca nào|nhà nào|trường hợp nào|ca mắc(?: mới)?|ca bệnh)"
    r"(?: nào)?(?!\w)"
)
NOT_BEGUN = _any(rf"(?<!\w)chưa (?:{_DEED}|bắt đầu|đạt|xong|hoàn thành|có gì)(?: được| xong| gì)*(?!\w)")
DOING = _any(
    rf"(?<!\w)(?:đang|vẫn đang|tiếp tục)(?: tiếp tục)? {_DEED}(?: (?:thực hiện|rà soát))?(?!\w)|(?<!\w)đang (?:dở|thực hiên)(?!\w)"
)
DONE = _any(
    rf"(?<!\w)(?:(?:cơ bản )?(?:đã|da) (?:{_DEED} )?(?:được )?(?:hoàn thành|xong|hoàn tất|đạt(?: chuẩn)?|hết|dứt điểm|loại trừ"
    rf"|chấm dứt|công nhận|{_DEED})(?: (?:hết|xong|100%|toàn bộ|rồi))*"
    r"|(?:đạt|vượt)(?: và vượt)?(?: mức)? (?:chỉ tiêu|kế hoạch|mục tiêu|kh)(?: rồi)?|(?:hoàn thành|hoàn tất|xong)(?: (?:rồi|hết"
    r"|toàn bộ|100%))*)(?!\w)"
)

ESTIMATE = _any(r"(?<!\w)(?:ước(?! (?:mơ|vọng|nguyện|lệ))|số ước|dự kiến|dự ước)(?!\w)")
PRELIMINARY = _any(r"(?<!\w)(?:sơ bộ|tạm tính|chưa chính thức)(?!\w)")
OFFICIAL = _any(r"(?<!\w)(?<!chưa\s)chính thức(?!\w)")

DOCUMENT = re.compile(
    typed(
        r"(?:[,;(]\s*)?(?<!\w)(?:(?:theo|kèm|kèm theo|tại|có|ban hành|gửi kèm|đã có|căn cứ)\s+)*(?:(?:bc|báo cáo|cv|công văn|vb"
        r"|văn bản|tờ trình|ttr|thông báo|tb|quyết định|qđ|số)[\s.:]*)+(?:số\s*)?"
    )
    + r"(?P<number>[0-9]{1,5}(?:/20[0-9]{2})?/[a-zđ]{1,6}(?:[-–][a-zđ&.]{1,14}){0,3})"
    + typed(r"(?:\s*,?\s*(?:(?:ký )?ngày\s*)?(?P<day>[0-9]{1,2}[/.-][0-9]{1,2}(?:[/.-](?:[0-9]{4}|[0-9]{2}))?)(?![0-9/]))?\s*\)?")
)
NOTE = _any(
    r"[\s,;.(–-]*(?<!\w)(?P<note>(?:ghi chú|lưu ý|lý do|nguyên nhân|khó khăn|vướng(?: mắc)?|đề xuất|đề nghị|kiến nghị|giải pháp"
    r"|trong đó|bao gồm|do|vì"
    r"|bởi vì|tại vì|chờ|note|gc)(?: (?:là|vì|do))?(?!\w)[\s:].*)$"
)
PARENTHESIS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")

QUESTION = _any(
    r"\?|(?<!\w)(?:bao nhiêu|bao nhieu|bn|bnhieu|bnh|mấy|phải không|phải ko|phải k|đúng không|đúng ko|đúng k|được không|được ko|dc k"
    r"|dc ko|đúng chưa|chưa vậy|chưa nhỉ|nhỉ"
    r"|là sao|tại sao|vì sao|sao lại|thế nào|ra sao|ntn|ai (?:là|chủ|phụ|lo|làm|chịu|gửi|chưa|báo)|khi nào|bao giờ|lúc nào|ngày nào"
    r"|ở đâu|là gì|làm gì|gì vậy|cái gì|nghĩa là|giải thích|có phải|hay là|hay (?:là )?(?:không|chưa)"
    r"|cho (?:em|anh|chị|mình|tôi)? ?hỏi|xin hỏi|muốn hỏi|hỏi về|hỏi thăm|so sánh|chênh lệch|trích|nguyên văn|liệt kê|danh sách"
    r"|những chỉ tiêu"
    r"|các chỉ tiêu nào|chỉ tiêu nào|đơn vị nào|sở nào|cơ quan nào|xem(?! xét| truyền| phát| tv| ti vi| pt)|tra cứu|tìm|check"
    r"|kiểm tra|nhớ là|nghe nói|làm sao|bằng cách nào|sao mà|sao (?:đạt|được|có|phải|tính|nói|ghi|lại|vẫn)"
    r"|có đúng|xác nhận giúp|đến đâu rồi|tới đâu rồi|tiến độ"
    r"|lịch sử|biểu đồ|bảng tổng hợp|hướng dẫn|đã gửi chưa|gửi chưa|nộp chưa|xong chưa|đạt chưa|được chưa|đúng chứ|thật à"
    r"|thật không)(?!\w)"
    # "năm nào", "tính sao, số nào"; not "không có hộ nào", "ngày nào cũng".
    r"|^(?!.*(?<!\w)(?:không|ko|k|chưa|chẳng|hết)(?!\w).*(?<!\w)nào(?!\w)).*(?<!\w)nào(?!\w)(?! cũng)"
    r"|^\s*(?:sao|vậy|thế)(?!\w)|(?<!\w)(?:ko|không|k|hong|hông|chưa|sao)(?: (?:ạ|a|vậy|ta|em|anh|chị|ad|bot|nhỉ))*+[\s.!]*$"
)
"""What makes a message a question, whatever numbers it holds."""
HEARS = _any(
    r"(?<!\w)(?:nghe(?: nhìn)?[ ,]+xem|(?:nghe đài[ ,]+)?xem (?:được )?(?:truyền hình|tivi|ti vi|tv|đài)|nước máy)(?!\w)"
)
"""What a target's name holds that looks like a question's word."""
NAME_NUMBERS = _any(
    r"(?<!\w)(?:ct|nv)[\s.-]*[0-9]{1,2}(?![\w%]|[.,][0-9])|"
    r"(?<!\w)khu vực\s*[0-9]{1,2}(?![\w.,/]|\s*%)|"
    r"(?<!\w)(?:dưới|trên|từ|đủ)\s*[0-9]{1,2}(?:\s*(?:-|–|đến|tới)\s*[0-9]{1,2})?\s*(?:tuổi|tháng(?: tuổi)?|t(?=[\s,.:]))(?!\w)"
    r"|(?<![0-9.,])[0-9]\s*(?:-|–|đến|tới)\s*[0-9]\s*tuổi"
    r"|(?<!\w)[<≤]\s?[0-9]{1,2}\s*(?:tuổi|tháng|t)(?!\w)|(?<!\w)(?:mức độ|mức|cấp|độ|bậc|loại|hạng|vùng|nhóm|md"
    r"|mđ)\s*(?:[0-9]|i{1,3}|iv)(?![\w.,/]|\s*%)"
    r"|(?<!/)(?<!/\s)(?:trên\s+|mỗi\s+)?(?<![\w.,/])(?:10\.?000|một vạn|1 vạn) (?:dân|người)|(?:nghị quyết|nq|kế hoạch"
    r"|chương trình|ctr|kết luận|kl|đề án"
    r"|quyết định|qđ)\s*(?:số\s*)?[0-9]{2,4}(?![0-9.,]*\s*%)(?=[\s,;:.]|$)"
)
"""Numbers that are part of a name: "trẻ dưới 5 tuổi", "mức độ 2", "trên 10.000 dân"."""
FRACTION = _any(
    r"(?<![\w/.,\u0300-\u036f\u20d0-\u20ff\ufe0f])(?P<top>[0-9][0-9.,]*[0-9]|[0-9])\s*(?:(?:căn hộ|căn|hộ|người|xã|huyện|trường"
    r"|trẻ|cơ sở|đơn vị|di tích|thôn|làng"
    r"|khu|điểm)\s*)?(?:/|trên(?: tổng số| tổng)?|trong(?: tổng số| tổng)|tổng số)\s*"
    r"(?P<bottom>[0-9][0-9.,]*[0-9]|[0-9])(?![0-9/\u0300-\u036f\u20d0-\u20ff\ufe0f]|[.,][0-9])(?P<unit>\s*(?:căn hộ|căn|hộ"
    r"|người|dân|xã|phường|huyện|trường|trẻ em"
    r"|trẻ|cơ sở|đơn vị|di tích|thôn|làng|khu dân cư|khu|điểm|lao động|học sinh|em|địa phương|cơ quan|di sản)(?!\w))?"
)
YEAR_LABEL = _any(r"(?<![\w/.-])(?:năm\s*)?(?P<year>20[0-9]{2})\s*[:=]")
ON_BEHALF = _any(r"\s*(?:nhập|ghi|báo cáo|điền) (?:hộ|thay|giúp|giùm|thay mặt)(?: cho| mặt)?\s+(?P<rest>.+)")
RELEASED_BY = _any(
    r"[\s,;(–-]*(?:(?:đã|da) (?:được )?(?P<who>[^,;:()]{2,50}?) (?:duyệt|đồng ý|thông qua|phê duyệt|cho gửi)|(?:lãnh đạo|giám đốc"
    r"|phó giám đốc|chủ tịch|gđ|pgđ|pct|ct) (?P<name>[^,;:()]{2,40}?) (?:đã )?(?:duyệt|đồng ý|thông qua|cho gửi))\)?[\s.]*$"
)

UNSURE = _any(
    r"(?<!\w)(?:hoặc(?= (?:là |khoảng )?[0-9])|gì đó|không nhớ|ko nhớ|hình như|chắc là|chắc cỡ"
    r"|có lẽ|tầm|cỡ|độ chừng|đâu đó)(?!\w)|[0-9]%? hoặc(?!\w)"
)
"""Whoever says so does not know the number."""
CORRECTING = _any(
    r"(?<!\w)(?:sửa lại(?: số)?|sửa số(?: liệu)?|sửa thành|sửa|đính chính(?: lại)?|chỉnh(?: lại| sửa)?(?: giúp(?: em| tôi"
    r"| mình)?)?|thay(?= (?:thế|bằng|số|[0-9]))|(?:(?:ghi|gõ|nhập|bấm|đánh|gửi"
    r"|nhắn|báo) )?(?:nhầm|lộn|sai)(?: rồi| số| mất)?|(?:chứ )?(?:không|ko|k) phải(?: là)?"
    r"|ghi lại|nhập lại|gửi lại|cập nhật lại|báo cáo lại|số đúng(?: là| phải là)?|đúng ra(?: là| phải là)?|đúng phải là|đúng là"
    r"|phải là|mới đúng|ý (?:em|tôi|mình) là|đổi lại|đổi thành|thay bằng|xin lỗi|nãy|lúc nãy|vừa nãy|nãy giờ)(?!\w)"
)
"""What says that a number before was wrong."""
PARTS = _any(
    r"(?:tử số|tử)\s*(?:[:=]|là)*\s*(?P<top>[0-9][0-9.,]*[0-9]|[0-9])\s*[,;/]?\s*(?:và\s*)?(?:mẫu số|mẫu)\s*(?:[:=]"
    r"|là)*\s*(?P<bottom>[0-9][0-9.,]*[0-9]|[0-9])(?![0-9])"
)
MONTHS = _any(r"(?<![\w.,/])(?P<number>3|6|9|ba|sáu|chín) tháng(?! tuổi| đầu| cuối| năm|\s*/)(?!\w)")
DOTTED = _any(
    r"(?<!\w)(?:(?:ngày|hết|tính đến|tính tới)\s+[0-9]{1,2}(?P<mark>[.-])[0-9]{1,2}(?:[.-](?:20)?[0-9]{2})?"
    r"|(?:đến|tới)\s+[0-9]{1,2}(?P<other>[.-])[0-9]{1,2}[.-](?:20)?[0-9]{2})(?![\w,]|[.-][0-9]|\s*%)"
    r"|\A(?:đến|tới)\s+[0-9]{1,2}(?P<first>[.])[0-9]{1,2}(?=[ ,:]+[^\W\d_][^0-9\n]*[0-9])"
)
DATE_LIKE = _any(
    r"(?<![\w/.,-])(?:[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?|[0-9]{1,2}-[0-9]{1,2}-(?:20)?[0-9]{2})(?![\w/-]|\s*%)"
    r"|(?<!\w)(?:ngày|mùng|mồng) [0-9]{1,2}(?![\w/%-]|[.,][0-9]|\s*(?:tháng|/|căn|hộ|người|%))"
)
"""What looks like a day and is none that is known: "31/2", "ngày 25" of some month."""
ACCENTED = re.compile(r"(?:[0-9][0-9.,]*)?[0-9.,][\u0300-\u036f\u20d0-\u20ff][0-9.,\u0300-\u036f]*")
"""A number that a stray accent has cut in two: neither half is one."""
GARBLED = re.compile(
    r"(?<!\w)[lio][.,][0-9][0-9.,]*|(?<![\w.,])[0-9][0-9.,]*[.,][a-z](?![a-z])|(?<![\w.,])[0-9]+[ol][0-9][0-9.,]*"
    r"|(?<![\w.,/-])[0-9]{1,2}-(?:thg|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[0-9]{0,2}(?!\w)"
)
"""A number that a machine has misread or a table taken for a day: "l.250", "94,z", "9o,5", "01-Thg1". What is left is another one."""
NO_LABEL = _any(
    r"(?<!\w)chung(?=[\s:=])|(?<!\w)(?:nông thôn|đô thị|thành thị|thôn bản|thôn|làng|tổ dân phố|tổ|tt|kế hoạch năm|thực hiện"
    r"|số căn|số hộ|số|mục tiêu|lần này"
    r"|kỳ này)(?=[\s:=]+[0-9])"
)
"""Words before a number that number nothing, though "thôn 17" or "số 12" would."""
OF_YEAR = _any(r"(?<!\w)(?:năm|cuối năm|cả năm|hết năm)(?!\w)")
POLITE_END = re.compile(r"(?<=[0-9%])\s+(?:nha|nhe|nhé|nghen|nghe)(?=(?:\s+(?:em|anh|chị|chi|ad|bot|bạn|ban|ạ|a))*\s*(?:[,.!]|$))")
GOAL_WORDS = _any(r"(?<!\w)(?:kế hoạch|kh|mục tiêu|chỉ tiêu|được giao|giao)(?!\w)")
WHOLE_SCOPE = _any(r"(?<!\w)(?:chung|toàn tỉnh|cả tỉnh)(?!\w)")
WISH = _any(
    r"(?<!\w)(?:phấn đấu|quyết tâm|mong|hy vọng|giá như|giá mà|ước gì|nếu|dự định|kỳ vọng|hướng tới|đặt mục tiêu|thì tốt"
    r"|thì hay|sẽ đạt|sẽ xong|cần đạt|phải đạt)(?!\w)"
)
"""What is wanted, not what has come about."""
DENIED = _any(r"(?:chứ\s+)?(?:không|ko|k) phải(?: là)?\s+(?P<number>[0-9][0-9.,]*[0-9%]|[0-9])")
"""A number right after "không phải" is the wrong one; after a comma it would be the right one."""
PHONE = re.compile(r"(?<![\w.,])0[0-9]{2,3}[ .][0-9]{3}[ .][0-9]{3,4}(?![\w])")
CLOCK = re.compile(r"(?<![\w.,])[0-9]{1,2}\s?(?:h|g|giờ|gio)\s?(?:[0-9]{2})?(?![\w])")
SCHOOL_YEAR = _any(r"(?<!\w)năm học\s+20[0-9]{2}\s*[-–]\s*20[0-9]{2}")
PER_TEN_THOUSAND = _any(r"/\s*(?:10\.?000|1 vạn|một vạn|mười nghìn) (?P<whom>dân|người)")
SQUARE_METRES = _any(r"(?<!\w)m(?:ét)? vuông")
YEAR_ALONE = re.compile(r"(?<![\w.,/-])20[0-9]{2}(?![\w/]|[.,][0-9])")
TO_NUMBER = _any(r"(?<!\w)(?:thành|bằng|là|qua|sang)(?=\s+[0-9])")
IN_IT = _any(r"(?<!\w)(?:trong đó|bao gồm|riêng)(?!\w)")

BESIDE_A_NUMBER = frozenset(
    re.findall(
        r"\w+",
        """a ad anh ban ben bao bot cao cap chac chi chinh cho chot co con cua cu cung da dat day dc de di do don du dung duoc dung em ghi
        gui ha hien ket khong la lai len lieu luon luc luy ke ma minh moi nay nha nhat nhe nhu nua oi ok phai qua roi so the thi thoi
        thuc tinh to toi tong tre trong u uoc va van vang vay vi viec xac xin y hoan thanh""",
    )
)
"""What may stand beside a number that answers a question and says nothing more, without diacritics."""


def no_year(text: str) -> str:
    """ "2051" alone, where a number was asked for or is corrected: 2.051, and no year."""
    return f"{text[0]}.{text[1:]}" if re.fullmatch(r"20[0-9]{2}", text) else text
