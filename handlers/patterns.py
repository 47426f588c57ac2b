"""How officials put their questions, as phrases. Phrases are written as one speaks and met in any spelling."""

from __future__ import annotations

import re

from corpus.plan import Comparator
from index.keys import FILLER_TEXT, spelled
from index.text import fold

SPOKEN: list[str] = [line for line in FILLER_TEXT if line]
"""Every phrase of a question that is known here, for the mending of slips."""


def phrases(*spoken: str) -> re.Pattern[str]:
    """A pattern that finds any of the phrases among a question's keys; "…" stands for up to six words."""
    SPOKEN.extend(phrase.replace("…", " ") for phrase in spoken)
    parts = [r" (?:\S+ ){0,6}".join(" ".join(map(_either, spelled(piece))) for piece in phrase.split("…")) for phrase in spoken]
    return re.compile(r"(?<= )(?:" + "|".join(sorted(parts, key=len, reverse=True)) + r")(?= )")


def _either(syllable: str) -> str:
    """The syllable as it is written, or typed without diacritics: "phát" is not "phạt", "phat" may be either."""
    plain = fold(syllable)
    return syllable if plain == syllable else f"(?:{syllable}|{plain})"


WHO = phrases(
    "ai", "cơ quan nào", "đơn vị nào", "sở nào", "ngành nào", "bên nào", "phòng nào", "ban nào", "tổ chức nào", "cấp nào", "ngân hàng nào", "hội nào",
    "những đơn vị nào", "giao cho ai", "thuộc ai", "của ai", "đơn vị chủ trì", "cơ quan chủ trì", "đơn vị phụ trách", "cơ quan phụ trách",
    "đơn vị chịu trách nhiệm", "đầu mối", "bên sở nào", "sở ngành nào", "các đơn vị nào", "thuộc sở", "trách nhiệm của ai", "việc của ai", "do ai", "ai lo",
    "ai chịu trách nhiệm", "ai chủ trì", "ai phụ trách", "sở nào lo", "sở nào phụ trách", "cơ quan nào chủ trì", "đơn vị nào chủ trì", "đơn vị nào phụ trách",
    "cơ quan nào phụ trách", "sở nào chủ trì", "cơ quan nào chịu trách nhiệm", "đơn vị nào chịu trách nhiệm", "sở nào chịu trách nhiệm", "thuộc trách nhiệm",
    "giao cho đơn vị nào", "giao cho cơ quan nào", "giao cho sở nào", "giao ai", "giao đơn vị nào", "giao cho bên nào", "hỏi sở nào", "hỏi ai", "ai làm", "ai thực hiện",
    "ai tham mưu", "cơ quan nào tham mưu", "sở nào tham mưu", "ai đề xuất", "ai quy định", "chịu trách nhiệm", "chủ trì", "phụ trách",
)  # fmt: skip
WHO_ELSE = phrases("chịu trách nhiệm", "chủ trì", "phụ trách")
"""Words for being responsible: who is sought, unless an agency is named."""
TASKS = phrases(
    "nhiệm vụ", "nv", "làm gì", "làm những gì", "được giao", "việc gì", "trách nhiệm", "phải làm", "có việc", "phân công", "giao gì",
    "vai trò", "đầu việc", "công việc", "danh sách việc", "giao việc", "làm việc gì", "lo gì", "phụ trách gì", "phụ trách những gì",
    "chủ trì gì", "những việc", "có gì", "liên quan gì", "tham gia gì", "phần việc", "việc của", "phải thực hiện gì", "thực hiện gì",
    "giao những gì", "thực hiện những gì", "những gì", "gì không", "làm sao", "thì sao", "chủ trì việc", "chủ trì những",
)  # fmt: skip
DEADLINE = phrases(
    "hạn", "thời hạn", "hạn chót", "hạn cuối", "deadline", "ngày nào", "ngày mấy", "trước ngày", "mấy ngày nữa", "bao nhiêu ngày",
    "còn mấy ngày", "bao lâu một lần", "bao lâu", "mấy lần", "khi nào", "bao giờ", "lúc nào", "định kỳ", "mốc thời gian", "ngày bao nhiêu",
    "tháng mấy", "chậm nhất", "muộn nhất", "trễ nhất", "hàng quý", "báo cáo quý", "báo cáo tháng", "thời điểm nào", "lịch", "theo quý", "theo năm", "kịp không", "kịp", "hằng năm",
)  # fmt: skip
REPORTING = phrases(
    "báo cáo", "nộp", "gửi", "thời hạn", "hạn chót", "hạn cuối", "deadline", "hạn", "mốc thời hạn", "mốc thời gian",
    "tổng hợp gửi",
)  # fmt: skip
LISTING = phrases(
    "liệt kê", "danh sách", "các chỉ tiêu", "những chỉ tiêu", "gồm những gì", "gồm gì", "tóm tắt", "chỉ tiêu nào", "tất cả", "toàn bộ",
    "bảng chỉ tiêu", "gửi bảng", "gửi file", "gửi danh sách", "xuất bảng", "file chỉ tiêu", "có những chỉ tiêu", "có chỉ tiêu gì", "chỉ tiêu gì", "các mục tiêu", "những mục tiêu", "mục tiêu nào", "cái nào", "bao gồm",
    "điểm qua", "kể ra", "kể tên", "cho xem", "đủ các", "hết các", "bộ chỉ tiêu", "nhóm chỉ tiêu", "tổng hợp chỉ tiêu", "thống kê chỉ tiêu",
    "mấy chỉ tiêu", "bao nhiêu chỉ tiêu", "gồm các", "gồm những", "xem hết", "chỉ tiêu … có gì", "chỉ tiêu riêng", "có những mức nào", "những mức nào", "cả ba", "cả bốn", "kể cả",
)  # fmt: skip
COUNTING = phrases(
    "bao nhiêu chỉ tiêu", "mấy chỉ tiêu", "tổng số chỉ tiêu", "số lượng chỉ tiêu", "bao nhiêu mục tiêu", "mấy mục tiêu", "đếm",
)  # fmt: skip
COMPARING = phrases(
    "so sánh", "chênh", "chênh lệch", "cao hơn", "thấp hơn", "khác nhau", "hơn kém", "bằng nhau", "gấp mấy", "nhiều hơn", "ít hơn",
    "lớn hơn", "nhỏ hơn", "hơn nhau", "khác gì", "khác biệt", "gấp bao nhiêu", "cái nào cao", "cách nhau",
)  # fmt: skip
PROGRESS = phrases(
    "đến nay", "tới nay", "hiện nay", "hiện tại", "hiện giờ", "bây giờ", "đã đạt", "đạt chưa", "đạt được bao nhiêu rồi", "bao nhiêu rồi",
    "tiến độ", "đã xây", "xây được bao nhiêu", "đã làm được", "kết quả thực hiện", "đang chậm", "chậm tiến độ", "so với năm ngoái", "cùng kỳ",
    "năm ngoái", "năm trước", "đến giờ", "đã xong", "xong chưa", "hoàn thành chưa", "thực tế đạt", "đã thực hiện được", "số liệu thực hiện", "đạt mấy rồi",
    "mấy rồi", "đạt … chưa", "được … chưa", "xong … chưa", "đến đâu rồi", "tới đâu rồi", "hôm nay đạt", "hiện đạt", "hiện có", "đang đạt", "kết quả đạt được", "đã có bao nhiêu", "đã hoàn thành", "thực hiện được bao nhiêu",
    "quý này đạt", "tăng hay giảm", "xếp thứ", "xếp hạng thứ", "xếp hạng mấy",
)  # fmt: skip
PERSON = phrases(
    "ai là giám đốc", "ai là chủ tịch", "ai là phó", "ai là bí thư", "tên giám đốc", "tên chủ tịch", "tên người", "số điện thoại", "sđt", "email", "địa chỉ", "ai ký",
    "người ký", "ai là người ký", "chủ tịch … tên là gì", "giám đốc … tên là gì", "bí thư … tên là gì", "lãnh đạo … tên là gì", "chủ tịch … là ai", "giám đốc … là ai", "bí thư … là ai", "họ tên", "tên gì", "hotline", "đường dây nóng", "ông nào", "bà nào", "số phone", "điện thoại",
    "chữ ký", "liên hệ ai", "zalo của",
)  # fmt: skip
MONEY = phrases(
    "bao nhiêu tiền", "kinh phí", "bao nhiêu tỷ", "mấy tỷ", "mức tiền", "số tiền", "tổng vốn", "bao nhiêu đồng", "bao nhiêu triệu đồng", "mấy triệu", "bao nhiêu vốn", "tổng mức đầu tư",
    "mức hưởng", "mức trợ cấp", "giá bao nhiêu", "giá bán", "lãi suất", "mức hỗ trợ", "dự toán",
)  # fmt: skip
SANCTION = phrases(
    "chế tài", "xử lý thế nào", "bị xử lý", "xử phạt", "bị phạt", "phạt", "kỷ luật", "không đạt thì", "trễ hạn thì", "bị gì", "có bị", "khen thưởng bao nhiêu", "trễ thì", "chậm thì",
    "không hoàn thành thì", "nộp muộn thì", "nếu không đạt", "nếu trễ", "nếu chậm",
)  # fmt: skip
WHAT_IS = phrases("là gì", "là cái gì", "là thế nào", "là như thế nào")
MEANING = phrases(
    "nghĩa là",
    "là sao",
    "thế nào là",
    "khái niệm",
    "định nghĩa",
    "giải thích",
    "hiểu thế nào",
    "tiêu chí ra sao",
    "tiêu chí thế nào",
    "nghĩa là gì",
    "có nghĩa",
)
DOCUMENT = phrases(
    "quyết định", "nghị quyết", "văn bản", "chỉ thị", "kết luận", "chương trình", "đề án", "thông tư", "nghị định", "chiến lược", "quy hoạch", "công văn", "kế hoạch số",
    "căn cứ", "hướng dẫn nào",
)  # fmt: skip
WHICH_DOCUMENT = phrases(
    "quyết định nào", "nghị quyết nào", "văn bản nào", "chỉ thị nào", "kết luận nào", "chương trình nào", "đề án nào", "số mấy", "số bao nhiêu", "căn cứ nào", "căn cứ vào đâu",
    "kế hoạch nào", "chiến lược nào", "số hiệu", "theo văn bản", "quyết định số", "quy hoạch nào", "những văn bản", "các văn bản", "của ai ban hành", "ai ban hành", "ngày nào ban hành", "ban hành ngày",
    "ban hành khi nào", "ngày ban hành", "nói về gì", "về việc gì", "nội dung gì", "quyết định gì", "nghị quyết gì", "đề án gì",
)  # fmt: skip
ABOUT_PLAN = phrases(
    "kế hoạch số", "kế hoạch … số mấy", "kế hoạch … ban hành", "kế hoạch … ký ngày", "ngày ký", "số hiệu kế hoạch", "kế hoạch do ai", "ban hành kế hoạch", "ký kế hoạch", "ai ban hành kế hoạch", "kế hoạch của ai", "kế hoạch số bao nhiêu",
    "tên kế hoạch", "kế hoạch này là gì", "kế hoạch … về gì", "kế hoạch … nói về", "số văn bản", "số kí hiệu",
)  # fmt: skip
VERBATIM = phrases("nguyên văn", "trích dẫn", "trích đoạn", "trích câu", "cho xem câu", "trích ra")
PLACE = phrases(
    "mục nào",
    "trang nào",
    "trang mấy",
    "phần nào",
    "điểm nào",
    "dòng nào",
    "nguồn đâu",
    "nguồn nào",
    "ở đâu ra",
    "ở chỗ nào",
    "dẫn nguồn",
    "căn cứ đâu",
    "trang bao nhiêu",
)
SURE = phrases("chắc không", "có chắc", "chắc chưa", "thật không", "đúng không", "có đúng không", "đúng chưa", "chính xác không")
SHORTER = phrases("ngắn gọn", "ngắn thôi", "tóm lại", "nói gọn")
GREETING = phrases("chào", "xin chào", "hello", "hi", "alo", "hey", "chào em", "chào bot", "good morning")
THANKS = phrases("cảm ơn", "cám ơn", "thank", "thanks", "tks", "ok", "oke", "okie", "tốt rồi", "hay quá", "tạm biệt", "bye")
HELP = phrases(
    "bạn là ai", "em là ai", "bot là ai", "mày là ai", "hướng dẫn sử dụng", "giúp được gì", "làm được gì", "help", "cách dùng", "cách sử dụng", "hỏi được gì", "dữ liệu lấy từ đâu",
    "lấy từ đâu", "bot này", "hướng dẫn dùng", "menu", "bắt đầu", "start", "biết gì",
)  # fmt: skip
OUTSIDE = phrases(
    "thời tiết", "kể chuyện", "chuyện cười", "làm thơ", "bài thơ", "viết bài", "bài phát biểu", "bài văn", "viết hộ", "dịch sang", "bỏ qua hướng dẫn", "bỏ qua mọi", "quên hướng dẫn", "ignore", "system prompt",
    "prompt", "mật khẩu", "giá vàng", "giá xăng", "bóng đá", "xổ số", "nấu ăn", "hát", "bài hát", "lập trình", "code", "dữ liệu người dùng", "căn cước", "hộ chiếu", "tỉ giá", "chứng khoán", "thủ tục", "giấy tờ",
    "hồ sơ gồm", "đăng ký xe", "tin tức", "viết giúp", "soạn giúp", "soạn thảo",
)  # fmt: skip
FOLLOWING = phrases(
    "còn",
    "thế còn",
    "vậy còn",
    "thế",
    "vậy",
    "thì sao",
    "thế thì",
    "vậy thì",
    "ý tôi là",
    "ý em là",
    "ý là",
    "không phải",
    "chỉ tiêu này",
    "cái này",
    "cái đó",
    "chỉ tiêu đó",
    "việc này",
    "việc đó",
    "đơn vị đó",
    "sở đó",
    "ở đó",
    "của nó",
    "nó",
)
OWN_COMMUNE = phrases(
    "xã mình",
    "xã tôi",
    "xã em",
    "phường mình",
    "phường em",
    "phường tôi",
    "xã chúng tôi",
    "huyện mình",
    "thôn mình",
    "làng mình",
    "xã ta",
    "xã anh",
    "địa phương mình",
    "đơn vị mình",
    "cơ quan mình",
    "sở mình",
)
OFTEN = phrases(
    "theo quý",
    "theo năm",
    "theo tháng",
    "bao lâu một lần",
    "bao lâu",
    "mấy lần",
    "định kỳ",
    "hàng quý",
    "báo cáo quý",
    "hằng quý",
    "báo cáo tháng",
    "hàng tháng",
    "hằng tháng",
    "bao lâu",
    "bao nhiêu lần",
    "6 tháng",
    "quý",
)
NUMBER = phrases(
    "bao nhiêu", "mấy", "tỉ lệ", "phần trăm", "chỉ tiêu", "số lượng", "tổng số", "diện tích", "đạt mức", "con số", "chỉ số", "mục tiêu đến", "năng suất", "tốc độ",
)  # fmt: skip
COMPARATORS = {
    Comparator.AT_LEAST: phrases("ghi ít nhất", "ít nhất", "tối thiểu"),
    Comparator.MORE_THAN: phrases("ghi trên", "chữ trên", "dạng trên", "là trên"),
    Comparator.LESS_THAN: phrases("ghi dưới", "chữ dưới", "dạng dưới", "là dưới", "kiểu dưới"),
    Comparator.ABOUT: phrases("ghi khoảng", "khoảng"),
}
WHEN = phrases(
    "năm nào",
    "khi nào",
    "bao giờ",
    "đến năm nào",
    "năm mấy",
    "mốc nào",
    "thời gian nào",
    "hạn chót năm nào",
    "hạn chót",
    "hạn cuối",
    "chậm nhất năm nào",
    "tính tới năm nào",
    "tính đến năm nào",
)
RECORDING = phrases(
    "cập nhật giúp", "ghi nhận giúp", "ghi nhận số liệu", "báo cáo số liệu", "nhập số liệu", "cập nhật số liệu", "cập nhật", "ghi nhận"
)
HOW_MUCH = phrases("bao nhiêu", "mấy", "đạt bao nhiêu", "chỉ tiêu", "tỉ lệ")
HORIZON = phrases(
    "mốc hoàn thành", "hoàn thành các mục tiêu", "hoàn thành các chỉ tiêu", "hoàn thành chỉ tiêu", "mốc các mục tiêu", "mốc chung", "đến năm nào", "kết thúc năm nào", "thời gian thực hiện", "giai đoạn nào",
)  # fmt: skip
ASKING = (WHO, COMPARING, PROGRESS, SURE, WHEN)
"""What asks but names nothing: taken out before names are looked for."""
GOALS = phrases("mục tiêu", "chỉ tiêu", "các mục tiêu cụ thể")
REPORT = phrases("báo cáo", "nộp", "gửi")
STATED = phrases("không có con số", "không có số", "định tính", "bằng lời", "không nêu số", "không ghi số", "không có chỉ số")
WHOSE = phrases(
    "giao việc cho",
    "giao nhiệm vụ cho",
    "những sở nào",
    "các sở nào",
    "những đơn vị nào",
    "những cơ quan nào",
    "bao nhiêu đơn vị",
    "mấy đơn vị",
    "bao nhiêu sở",
    "mấy sở",
)
SCOPES = (
    (("đô thị",), phrases("đô thị", "thành thị", "khu vực thành thị", "thành phố")),
    (("nông thôn",), phrases("nông thôn", "vùng nông thôn")),
    (("dân tộc thiểu số", "vùng sâu"), phrases("dân tộc thiểu số", "vùng dân tộc", "miền núi", "vùng sâu", "vùng xa", "biên giới")),
    (("cấp huyện", "huyện"), phrases("cấp huyện", "huyện")),
    (("xã, phường",), phrases("cấp xã", "xã phường")),
)
"""Where a goal holds, in the plan's words, and how it is asked for."""
ELSEWHERE = phrases(
    "cả nước",
    "toàn quốc",
    "bình quân chung cả nước",
    "tỉnh khác",
    "các tỉnh",
    "tỉnh bạn",
    "thế giới",
    "khu vực tây nguyên",
    "trung bình cả nước",
)
VALIDITY = phrases(
    "còn hiệu lực", "hết hiệu lực", "hiệu lực", "bị thay thế", "thay thế chưa", "đã sửa đổi", "bị bãi bỏ", "còn giá trị", "còn áp dụng"
)
PERCENT = phrases("phần trăm", "tỉ lệ")
PROCEDURE = phrases(
    "điều kiện để", "điều kiện mua", "thủ tục", "giấy tờ", "hồ sơ", "nộp đơn", "đăng ký thế nào", "mua ở đâu", "xin ở đâu", "khác … chỗ nào"
)
